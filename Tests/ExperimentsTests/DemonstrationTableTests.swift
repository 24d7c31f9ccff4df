import Experiments
import Foundation
import Reports
import Testing

/// The README shows the table as the command prints it.
@Suite struct DemonstrationTableTests {
    @Test func isThatOfTheREADME() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../README.md").standardizedFileURL.path
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let start = try #require(text.firstRange(of: "\nnetwork "))
        let block = text[text.index(after: start.lowerBound)...]
        let table = block[..<(try #require(block.firstRange(of: "```"))).lowerBound]

        let rows = table.split(separator: "\n").dropFirst(2)
        let results = try rows.map { row in
            let match = try #require(row.firstMatch(of: /^(.+?) +([0-9.]+) % +([0-9.]+) %/))
            return Demonstration.Result(
                name: String(match.1), sparsity: try #require(Double(match.2)) / 100,
                accuracy: try #require(Double(match.3)) / 100, model: "")
        }
        #expect(results.count == 5)
        #expect(Demonstration.table(of: results).rendered() == table)
    }
}
