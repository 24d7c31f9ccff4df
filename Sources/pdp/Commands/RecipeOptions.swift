import ArgumentParser
import Experiments
import Files
import Foundation

/// A recipe, changes to it, and its data.
struct RecipeOptions: ParsableArguments {
    @Argument(help: "The recipe, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var recipe: String

    @Option(
        help: "The folder with the data; without it, glyphs are drawn.", completion: .directory,
        transform: expandingHome)
    var data: String?

    @Option(
        name: .customLong("set"), help: "Change a key of the recipe, such as pruning.sparsity=0.95."
    )
    var assignments: [String] = []

    /// Reads the recipe and changes it.
    func loadRecipe() throws -> Recipe {
        let text = String(decoding: try readFile(at: recipe), as: UTF8.self)
        let url = URL(fileURLWithPath: recipe)
        return try Recipe(
            yaml: text, file: url.lastPathComponent, assignments: assignments,
            folder: url.deletingLastPathComponent().path)
    }
}

/// Returns `path` with the home folder in the place of `~` or `~user` at its beginning, which a shell
/// leaves in `--data=~/photographs`.
func expandingHome(_ path: String) -> String {
    path.hasPrefix("~") ? NSString(string: path).expandingTildeInPath : path
}
