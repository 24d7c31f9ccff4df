import Experiments
import Files
import Foundation
import TestSupport
import Testing

/// Paths of a recipe are relative to where the recipe stands.
@Suite struct RecipePathTests {
    private static let yaml = """
        network: bert
        networkConfiguration: PATH
        initialWeights: PATH
        data: {kind: mnli, vocabulary: PATH, trainingFile: a.tsv, testFile: b.tsv}
        distillation: {teacher: PATH}
        pruning: {plan: PATH}
        """

    /// The values of all keys that hold paths.
    private func paths(of recipe: Recipe) -> [String?] {
        [
            recipe.networkConfiguration, recipe.initialWeights, recipe.data.vocabulary,
            recipe.distillation?.teacher, recipe.pruning?.plan,
        ]
    }

    private func recipe(_ path: String, folder: String?) throws -> Recipe {
        let yaml = Self.yaml.replacing("PATH", with: "'\(path)'")
        return try Recipe(yaml: yaml, file: "r.yaml", folder: folder)
    }

    @Test(arguments: [
        ("w", "/a/b/w"), ("./x/../w", "/a/b/w"), ("../weights", "/a/weights"), ("/c/w", "/c/w"),
        ("/c/../w", "/w"), ("~/w", NSHomeDirectory() + "/w"),
    ])
    func areFromTheFolderOfTheRecipe(written: String, path: String) throws {
        let recipe = try recipe(written, folder: "/a/b")
        #expect(paths(of: recipe) == Array(repeating: path, count: 5))
        #expect(recipe.data.trainingFile == "a.tsv" && recipe.data.testFile == "b.tsv")
    }

    @Test(arguments: ["w", "./w", "../weights", "/c/../w"])
    func stayAsWrittenWithoutAFolder(path: String) throws {
        #expect(try paths(of: recipe(path, folder: nil)) == Array(repeating: path, count: 5))
    }

    @Test(arguments: ["w", "../weights", "~/w"])
    func areReadBackAsTheyAreWritten(path: String) throws {
        let recipe = try recipe(path, folder: "/a/b")
        #expect(try Recipe(yaml: recipe.yaml, file: "recipe.yaml", folder: "/c") == recipe)
    }

    @Test(arguments: ["initialWeights=w", "initialWeights=./w", "initialWeights=x/../w"])
    func areFromTheWorkingDirectoryInAssignments(assignment: String) throws {
        let recipe = try Recipe(
            yaml: "initialWeights: v", file: "r.yaml", assignments: [assignment], folder: "/a")
        #expect(recipe.initialWeights == FileManager.default.currentDirectoryPath + "/w")
    }

    @Test(arguments: ["recipe: {initialWeights: w}", "recipe: r.yaml", "recipe: ./r.yaml"])
    func areFromTheFolderOfTheStudy(line: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("initialWeights: w".utf8), to: "r.yaml")
        let yaml = "\(line)\nvariants: [{name: a}, {name: b, set: {initialWeights: v}}]"
        let study = try Study(yaml: yaml, file: "s.yaml", folder: folder.path)
        #expect(study.cells.map(\.recipe.initialWeights) == [folder.path("w"), folder.path("v")])
    }
}
