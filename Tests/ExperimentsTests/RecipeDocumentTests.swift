import Datasets
import Experiments
import Foundation
import Models
import Pruning
import Testing

/// `docs/recipes.md` names everything that a recipe may say.
@Suite struct RecipeDocumentTests {
    private let document: String

    init() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/recipes.md").path
        document = try String(contentsOfFile: path, encoding: .utf8)
    }

    private func missing(_ names: [String]) -> [String] {
        names.filter { !document.contains("`\($0)`") }
    }

    @Test func namesEveryNetworkAndKindOfData() {
        #expect(missing(ImageNetwork.all.map(\.name)) == [])
        #expect(missing(LanguageNetwork.names) == [])
        #expect(missing(DataRecipe.kinds + DataRecipe.normalizations) == [])
    }

    @Test func namesEveryMethodWithItsOptions() {
        for method in PruningMethods.all {
            let line = document.split(separator: "\n").first { line in
                line.hasPrefix("| `") && line.split(separator: "|")[0].contains("`\(method.name)`")
            }
            #expect(line != nil, "\(method.name)")
            for option in method.options {
                #expect(line?.contains("`\(option.name)`") == true, "\(method.name) \(option.name)")
            }
        }
    }

    @Test func hasTheTableOfWordsFromElsewhere() throws {
        let table = ForeignWords.keys + ForeignWords.methods + ForeignWords.networks
        let rows = table.map { row in
            "| " + row.words.map { "`\($0)`" }.joined(separator: ", ") + " | `\(row.key)` |"
        }
        let text = try #require(document.components(separatedBy: "## Words from elsewhere").last)
        let found = text.components(separatedBy: "\n## ")[0].split(separator: "\n")
            .filter { $0.hasPrefix("| `") }
        #expect(found.map(String.init) == rows)
    }

    @Test func namesEveryScheduleAndAllocation() {
        #expect(missing(Schedules.names + Allocations.names) == [])
    }

    @Test func namesEveryKey() throws {
        var recipe = Recipe()
        recipe.initialWeights = "a"
        recipe.stateKey = "h"
        recipe.networkConfiguration = "g"
        recipe.restoresBatchNorm = true
        recipe.data.trainingFile = "b"
        recipe.data.testFile = "c"
        recipe.data.vocabulary = "d"
        recipe.data.columns = SentenceColumns(sentence1: "h", sentence2: "i", label: "j")
        recipe.distillation = DistillationRecipe(teacher: "e")
        recipe.pruning = PruningRecipe(epochs: recipe.epochs)
        recipe.pruning?.startMetric = StartMetricRecipe("loss", bound: 1)
        recipe.pruning?.plan = "f"
        let keys = try recipe.yaml.split(separator: "\n").map { line in
            String(line.trimmingPrefix { $0 == " " }.prefix { $0 != ":" })
        }
        let unnamed = keys.filter { key in
            !document.contains("`\(key)`") && !document.contains(".\(key)`")
                && !document.contains("## `\(key)`")
        }
        #expect(unnamed == [])
    }
}
