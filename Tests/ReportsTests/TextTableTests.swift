import Reports
import Testing

@Suite struct TextTableTests {
    private static func table() -> TextTable {
        var table = TextTable(columns: [.init("layer"), .init("weights", alignment: .right)])
        table.append(["features.0.weight", "288"])
        table.append(["größe", "1,179,648"])
        return table
    }

    @Test func alignsNamesLeftAndNumbersRight() {
        #expect(
            Self.table().rendered() == """
                layer                weights
                ─────────────────  ─────────
                features.0.weight        288
                größe              1,179,648

                """)
    }

    @Test func isMarkdownForDocuments() {
        var table = TextTable(columns: [.init("name"), .init("zeros", alignment: .right)])
        table.append(["a|b", "90"])
        #expect(table.markdown == "| name | zeros |\n| --- | ---: |\n| a\\|b | 90 |\n")
    }

    @Test func canLeaveOutTheRuleAndTheHeadings() {
        var table = Self.table()
        table.hasHeaderRule = false
        #expect(table.rendered().split(separator: "\n").count == 3)
        var bare = TextTable(columns: [.init(""), .init("")])
        bare.append(["a", "b"])
        #expect(bare.rendered() == "a  b\n")
    }

    @Test(arguments: 19...40) func keepsToTheWidth(width: Int) {
        let lines = Self.table().rendered(maximumWidth: width).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
    }

    @Test func neverCutsNumbers() {
        let text = Self.table().rendered(maximumWidth: 10)
        #expect(text.contains("1,179,648") && text.contains("fea…ight"))
    }

    /// A layer, its shape and two numbers.
    private static func layers() -> TextTable {
        var table = TextTable(columns: [
            .init("layer", keepsEnd: true), .init("shape", dropOrder: 1),
            .init("zeros", alignment: .right, dropOrder: 2), .init("sparsity", alignment: .right),
        ])
        table.append(["encoder.layers.11.attention.query.weight", "384×384", "132,710", "90.00 %"])
        return table
    }

    @Test(arguments: [
        (80, ["encoder.layers.11.attention.query.weight", "384×384", "132,710", "90.00", "%"]),
        (60, ["…ayers.11.attention.query.weight", "384×384", "132,710", "90.00", "%"]),
        (47, ["…s.11.attention.query.weight", "132,710", "90.00", "%"]),
        (36, ["…11.attention.query.weight", "90.00", "%"]),
        (20, ["…ry.weight", "90.00", "%"]),
    ])
    func leavesOutColumnsBeforeItCutsPathsShort(width: Int, cells: [String]) {
        let lines = Self.layers().rendered(maximumWidth: width).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines.last?.split(separator: " ").map(String.init) == cells)
    }

    @Test func leavesOutHeadingsAndRulesToo() {
        #expect(
            Self.layers().rendered(maximumWidth: 30)
                == """
                layer                 sparsity
                ────────────────────  ────────
                …tention.query.weight   90.00 %

                """.replacing("…tention", with: "…ention"))
    }

    @Test func keepsARowOnOneLine() {
        var table = TextTable(columns: [.init("name")], hasHeaderRule: false)
        table.append(["a\nb\tc\r\nd"])
        #expect(table.rendered() == "name\na b c d\n")
    }
}
