import Datasets
import Experiments
import Foundation
import Models
import Pruning
import Testing

/// `docs/recipes.md` names everything that a recipe may say.
@Suite struct RecipeDocumentTests {
    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/recipes.md").path

    private let document: String

    init() throws {
        document = try String(contentsOfFile: Self.path, encoding: .utf8)
    }

    private func missing(_ names: [String]) -> [String] {
        names.filter { !document.contains("`\($0)`") }
    }

    @Test func namesEveryNetworkAndKindOfData() {
        #expect(missing(ImageNetwork.all.map(\.name)) == [])
        #expect(missing(LanguageNetwork.names) == [])
        #expect(missing(DataKinds.own.map(\.name) + DataRecipe.normalizations) == [])
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

    @Test func namesEveryScheduleAndAllocation() {
        #expect(missing(Schedules.names + Allocations.names) == [])
    }

    /// With `PDP_REWRITE_DOCUMENTS` in the environment, the tables are written first.
    @Test func hasTheTablesOfKeysAndWords() throws {
        var expected = document
        for (heading, table) in RecipeDocument.tables {
            expected = try #require(replacingTable(in: expected, under: heading, by: table))
        }
        if ProcessInfo.processInfo.environment["PDP_REWRITE_DOCUMENTS"] != nil {
            try expected.write(toFile: Self.path, atomically: true, encoding: .utf8)
            return
        }
        let lines = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let found = document.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, foundLine) in zip(lines, found) where line != foundLine {
            Issue.record("docs/recipes.md has '\(foundLine)' in the place of '\(line)'")
        }
        #expect(lines.count == found.count)
    }

    /// `text` with `table` in the place of the first table in the chapter `heading`.
    private func replacingTable(
        in text: String, under heading: String, by table: String
    ) -> String? {
        var lines = text.components(separatedBy: "\n")
        guard let chapter = lines.firstIndex(of: "## \(heading)"),
            let start = lines[chapter...].firstIndex(where: { $0.hasPrefix("|") }),
            let end = lines[start...].firstIndex(where: { !$0.hasPrefix("|") })
        else { return nil }
        lines.replaceSubrange(start..<end, with: table.components(separatedBy: "\n"))
        return lines.joined(separator: "\n")
    }
}
