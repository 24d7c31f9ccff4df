import Reports
import Testing

@Suite struct ComparisonPageTests {
    private var page: ComparisonPage {
        var table = TextTable(columns: [.init("variant"), .init("accuracy", alignment: .right)])
        table.append(["<i>pdp</i>", "90.00 %"])
        var page = ComparisonPage(
            title: "a <study>", chart: Samples.comparison, table: table, notes: ["failed: a<b"])
        page.chart.title = page.title
        page.runColumns = ["accuracy", "against dense"]
        page.runs = [.init(folder: "pdp/0.9/seed-1", cells: ["90.00 %", "-1.00 points"])]
        page.source = "comparison.yaml"
        page.facts = [.init("Command", "pdp compare 'a&b'")]
        return page
    }

    @Test func linksToRunsAndStudy() {
        let tree = XMLTree(page.html())
        #expect(tree.isWellFormed && tree.badCoordinates.isEmpty)
        #expect(
            tree.attributes.filter { $0.name == "href" }.map(\.value) == [
                "./pdp/0.9/seed-1/report.html", "./pdp/0.9/seed-1/recipe.yaml", "./comparison.yaml",
            ])
        for part in ["<i>pdp</i>", "failed: a<b", "pdp compare 'a&b'", "-1.00 points"] {
            #expect(tree.text.contains(part), "\(part)")
        }
    }

    @Test(arguments: [
        ("javascript:alert(1)", "./javascript%3Aalert%281%29/report.html"),
        ("//host/x", "./host/x/report.html"),
        ("größe/a b?#%\"<", "./gr%C3%B6%C3%9Fe/a%20b%3F%23%25%22%3C/report.html"),
    ])
    func linksStayBelowThePage(folder: String, address: String) {
        var page = page
        page.runs = [.init(folder: folder, cells: ["", ""])]
        let tree = XMLTree(page.html())
        #expect(tree.attributes.first { $0.name == "href" }?.value == address)
    }

    @Test func saysItsTitleOnce() {
        let seen = PlotTexts(page.chart.svg()).texts.map(\.text)
        #expect(seen.contains("a <study>"))
        let onPage = PlotTexts(page.html()).texts.map(\.text)
        #expect(!onPage.isEmpty && !onPage.contains("a <study>"))
    }
}
