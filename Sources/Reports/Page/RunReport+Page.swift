extension RunReport {
    /// Returns the report as one HTML page that needs nothing else: no script, no font, no image
    /// from anywhere.
    ///
    /// The page is XML as well. Names from outside are shown as they are, values that are not
    /// finite are left out of the plots, and a report without epochs or layers says so.
    public func html() -> String {
        let head = Markup.element(
            "head", [:],
            [
                .element("meta", ["charset": "utf-8"]),
                .element(
                    "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .element("title", text: summary.verdict),
                .style(PageStyle.css + PlotStyle.css),
            ])
        let sections = [
            header, trainingSection, classesSection, layersSection, weightsSection, recipeSection,
        ]
        let body = Markup.element("body", [:], [.element("main", [:], sections)])
        let page = Markup.element(
            "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"], [head, body])
        return "<!DOCTYPE html>\n" + page.source + "\n"
    }

    private var recipeSection: Markup {
        let recipe = Markup.element(
            "div", ["class": "panel"], [.element("pre", [:], [.element("code", text: recipe)])])
        let facts = (runFacts + environment).map { fact in
            Markup.element(
                "tr", [:],
                [
                    .element("th", ["class": "left", "scope": "row"], text: fact.name),
                    .element("td", ["class": "left"], text: fact.value),
                ])
        }
        let table = Markup.element(
            "div", ["class": "panel"],
            [.element("table", [:], [.element("tbody", [:], facts)])])
        return .section(
            "Recipe and environment",
            [.element("div", ["class": "grid"], facts.isEmpty ? [recipe] : [recipe, table])])
    }
}

extension RunReport {
    /// How the run came about.
    private var runFacts: [Fact] {
        let exampleName = summary.exampleName ?? "image"
        return [
            summary.command.map { Fact("Command", $0) },
            summary.started.map { Fact("Started", Self.readable($0)) },
            Fact("Version", summary.version),
            Fact("Device", summary.device),
            Fact("Data set", summary.dataset),
            summary.data.map { Fact("Data", $0.text(exampleName: exampleName)) },
            summary.initialWeights.map { Fact("Initial weights", $0.file) },
        ].compactMap { $0 }
    }
}

extension Markup {
    /// A part of the page with its heading.
    static func section(_ heading: String, _ content: [Markup]) -> Markup {
        element("section", [:], [element("h2", text: heading)] + content)
    }
}
