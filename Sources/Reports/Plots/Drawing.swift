/// The content of a plot before it becomes an SVG element.
struct Drawing: Sendable {
    let title: String
    /// What a reader who cannot see the plot should know, in a sentence or two.
    let summary: String
    let width: Double
    let height: Double
    let content: [Markup]

    /// The SVG element, for a page that holds ``PlotStyle/css``.
    ///
    /// - Parameter cssClass: A class that the page chooses between renderings with.
    func element(cssClass: String = "") -> Markup {
        svg(cssClass: cssClass.isEmpty ? "plot" : "plot " + cssClass, before: [])
    }

    /// An SVG file of its own, with its style sheet and a background.
    var file: String {
        let paper = Markup.element(
            "rect", ["class": "paper", "width": width.pixels, "height": height.pixels])
        return svg(cssClass: "plot", before: [.style(PlotStyle.css), paper]).source + "\n"
    }

    private func svg(cssClass: String, before: [Markup]) -> Markup {
        let heading: [Markup] = [
            .element("title", text: title), .element("desc", text: summary),
        ]
        return .element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "class": cssClass,
                "viewBox": "0 0 \(width.pixels) \(height.pixels)", "role": "img",
                "aria-label": title + ". " + summary,
            ],
            heading + before + content)
    }
}

/// A kind of plot: data in, drawing out.
protocol Chart: Sendable {
    /// Draws the plot `width` pixels wide, and as high as it needs to be.
    func drawing(width: Double) -> Drawing
}

/// The widths that plots are designed for.
enum PlotWidth {
    /// A telephone.
    static let small = 360.0
    /// Half a page.
    static let medium = 580.0
    /// A whole page.
    static let large = 1160.0
    /// Below this there is no room for labels beside the data.
    static let roomy = 480.0
}
