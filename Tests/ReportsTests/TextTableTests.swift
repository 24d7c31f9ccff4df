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

    @Test func keepsARowOnOneLine() {
        var table = TextTable(columns: [.init("name")], hasHeaderRule: false)
        table.append(["a\nb\tc\r\nd"])
        #expect(table.rendered() == "name\na b c d\n")
    }
}
