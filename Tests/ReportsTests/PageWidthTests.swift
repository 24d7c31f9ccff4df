import Reports
import Testing

/// A page has a drawing of each plot for every range of widths, and its style shows exactly one.
@Suite struct PageWidthTests {
    private static func drawings(in html: String, ofFigure start: String) -> [String] {
        html.split(separator: start, maxSplits: 1).last.map { rest in
            let figure = rest.prefix(
                upTo: rest.firstRange(of: "</figure>")?.lowerBound ?? rest.endIndex)
            return figure.matches(of: /class="plot ([a-z]+)"/).map { String($0.1) }
        } ?? []
    }

    @Test func aWidePlotIsDrawnForFourWidths() {
        let table = TextTable(columns: [.init("variant")])
        let page = ComparisonPage(title: "study", chart: Samples.comparison, table: table).html()
        #expect(
            Self.drawings(in: page, ofFigure: #"<figure class="wide">"#)
                == ["small", "medium", "broad", "large"])
    }

    @Test func noPlotStopsShortOfItsCard() {
        let style = ComparisonPage(
            title: "", chart: Samples.comparison, table: TextTable(columns: [])
        ).html()
        #expect(style.contains("figure svg { display: none; width: 100%"))
        #expect(style.firstMatch(of: /svg[^{}]*\{[^}]*max-width/) == nil)
    }
}
