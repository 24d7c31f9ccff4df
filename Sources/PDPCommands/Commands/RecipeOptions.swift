import ArgumentParser
import Experiments
import Files

/// A recipe, changes to it, and its data.
struct RecipeOptions: ParsableArguments {
    @Argument(
        help: "The recipe, a YAML file.", completion: .file(extensions: ["yaml", "yml"]),
        transform: expandingHome)
    var recipe: String

    @Option(
        help: "The folder with the data; without it, glyphs are drawn.", completion: .directory,
        transform: expandingHome)
    var data: String?

    @Option(
        name: .customLong("set"), help: "Change a key of the recipe, such as epochs=20.")
    var assignments: [String] = []

    /// Reads the recipe and changes it, in the end by `others` that options of their own stand for.
    func loadRecipe(changing others: [String] = []) throws -> Recipe {
        try Recipe(path: recipe, assignments: assignments + others)
    }
}
