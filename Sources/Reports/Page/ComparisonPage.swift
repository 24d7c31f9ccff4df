/// A page with the picture and the table of several runs.
public struct ComparisonPage: Sendable {
    /// The heading.
    public var title: String

    /// The picture.
    public var chart: ComparisonChart

    /// The numbers.
    public var table: TextTable

    /// What should be known about them, a line each.
    public var notes: [String]

    /// Makes a page.
    public init(title: String, chart: ComparisonChart, table: TextTable, notes: [String] = []) {
        self.title = title
        self.chart = chart
        self.table = table
        self.notes = notes
    }

    /// Returns the page as HTML, which is XML as well, and needs nothing else.
    public func html() -> String {
        let head = Markup.element(
            "head", [:],
            [
                .element("meta", ["charset": "utf-8"]),
                .element(
                    "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .element("title", text: title), .style(PageStyle.css + PlotStyle.css),
            ])
        let figure = Figure(
            chart: chart, caption: "The mean of the runs; bars are one sample deviation long.",
            heading: "Comparison", isWide: true)
        var content = [
            Markup.element("header", [:], [.element("h1", text: title)]),
            .section("Accuracy over sparsity", [figure.markup, tableMarkup]),
        ]
        if !notes.isEmpty {
            content.append(
                .section("Notes", notes.map { .element("p", ["class": "soft"], text: $0) }))
        }
        let body = Markup.element("body", [:], [.element("main", [:], content)])
        let page = Markup.element(
            "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"], [head, body])
        return "<!DOCTYPE html>\n" + page.source + "\n"
    }

    private var tableMarkup: Markup {
        let classes = table.columns.map { $0.alignment == .left ? "left" : nil }
        let head = zip(table.columns, classes).map { column, cssClass in
            Markup.element("th", ["class": cssClass, "scope": "col"], text: column.title)
        }
        let rows = table.rows.map { row in
            Markup.element(
                "tr", [:],
                zip(row, classes).map { cell, cssClass in
                    .element("td", ["class": cssClass], text: RunReport.unbroken(cell))
                })
        }
        return .element(
            "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Runs"],
            [
                .element(
                    "table", [:],
                    [
                        .element("thead", [:], [.element("tr", [:], head)]),
                        .element("tbody", [:], rows),
                    ])
            ])
    }
}
