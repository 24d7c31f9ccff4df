/// A page with the picture and the table of several runs.
public struct ComparisonPage: Sendable {
    /// A run with the files that the page links to.
    public struct Run: Sendable, Equatable {
        /// The folder of the run, relative to that of the page.
        public var folder: String
        /// What stands beside it: a cell for each of ``ComparisonPage/runColumns``.
        public var cells: [String]

        /// Names a run.
        public init(folder: String, cells: [String]) {
            self.folder = folder
            self.cells = cells
        }
    }

    /// The heading.
    public var title: String

    /// The picture.
    public var chart: ComparisonChart

    /// The numbers.
    public var table: TextTable

    /// What should be known about them, a line each.
    public var notes: [String]

    /// The heading of the picture.
    public var heading = "Accuracy over sparsity"

    /// Further pictures, each under its title.
    public var furtherCharts: [ComparisonChart] = []

    /// The headings of the cells of ``runs``.
    public var runColumns: [String] = []

    /// The single runs, each with links to its report and its recipe.
    public var runs: [Run] = []

    /// How the comparison came about.
    public var facts: [RunReport.Fact] = []

    /// The file that says what was run, relative to the folder of the page.
    public var source: String?

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
        let caption =
            "The mean of the runs; bars are one sample deviation long. Values without room "
            + "beside their points are in the table."
        var content = [
            Markup.element("header", [:], [.element("h1", text: title)]),
            .section(heading, [figure(of: chart, caption: caption), tableMarkup]),
        ]
        content += furtherCharts.map { .section($0.title, [figure(of: $0, caption: "")]) }
        if !notes.isEmpty {
            content.append(
                .section("Notes", notes.map { .element("p", ["class": "soft"], text: $0) }))
        }
        if !runs.isEmpty { content.append(.section("Runs", [runTable])) }
        if let origin { content.append(origin) }
        let body = Markup.element("body", [:], [.element("main", [:], content)])
        let page = Markup.element(
            "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"], [head, body])
        return "<!DOCTYPE html>\n" + page.source + "\n"
    }

    private func figure(of chart: ComparisonChart, caption: String) -> Markup {
        var untitled = chart
        untitled.isTitled = false
        return Figure(chart: untitled, caption: caption, heading: "", isWide: true).markup
    }

    private var tableMarkup: Markup {
        let classes = table.columns.map { $0.alignment == .left ? "left" : nil }
        let rows = table.rows.map { row in
            Markup.element(
                "tr", [:],
                zip(row, classes).map { cell, cssClass in
                    .element("td", ["class": cssClass], text: RunReport.unbroken(cell))
                })
        }
        let head = zip(table.columns, classes).map { column, cssClass in
            Markup.element("th", ["class": cssClass, "scope": "col"], text: column.title)
        }
        return .table(head: head, rows: rows, name: "Variants")
    }

    private var runTable: Markup {
        let titles = ["run"] + runColumns + ["", ""]
        let head = titles.enumerated().map { index, title in
            Markup.element("th", ["class": index == 0 ? "left" : nil, "scope": "col"], text: title)
        }
        let rows = runs.map { run in
            Markup.element(
                "tr", [:],
                [.element("th", ["class": "left name", "scope": "row"], text: run.folder)]
                    + run.cells.map { .element("td", [:], text: RunReport.unbroken($0)) }
                    + ["report.html", "recipe.yaml"].map { file in
                        .element("td", [:], [.link(to: run.folder + "/" + file, text: file)])
                    })
        }
        return .table(head: head, rows: rows, name: "Runs")
    }

    /// Where the numbers come from; `nil` where nothing is known of it.
    private var origin: Markup? {
        func row(_ name: String, _ value: Markup) -> Markup {
            .element(
                "tr", [:],
                [
                    .element("th", ["class": "left", "scope": "row"], text: name),
                    .element("td", ["class": "left"], [value]),
                ])
        }
        let rows =
            (source.map { [row("Study", .link(to: $0, text: $0))] } ?? [])
            + facts.map { row($0.name, .text($0.value)) }
        guard !rows.isEmpty else { return nil }
        let table = Markup.element("table", [:], [.element("tbody", [:], rows)])
        return .section("Origin", [.element("div", ["class": "panel"], [table])])
    }
}
