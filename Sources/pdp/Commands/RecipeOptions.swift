import ArgumentParser
import Files
import Foundation
import Training

/// A recipe, changes to it, and its data.
struct RecipeOptions: ParsableArguments {
    @Argument(help: "The recipe, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var recipe: String

    @Option(help: "The folder with the data; without it, glyphs are drawn.", completion: .directory)
    var data: String?

    @Option(
        name: .customLong("set"), help: "Change a key of the recipe, such as pruning.sparsity=0.95."
    )
    var assignments: [String] = []

    /// Reads the recipe and changes it.
    func loadRecipe() throws -> Recipe {
        let text = String(decoding: try readFile(at: recipe), as: UTF8.self)
        return try Recipe(
            yaml: text, file: URL(fileURLWithPath: recipe).lastPathComponent,
            assignments: assignments)
    }
}
