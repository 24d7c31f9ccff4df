/// The content of a plot before it becomes an SVG element.
struct Drawing: Sendable {
    let title: String
    /// What a reader who cannot see the plot should know, in a sentence or two.
    let summary: String
    let width: Double
    let height: Double
    let content: [Markup]

    /// The SVG element, for a page that holds ``PlotStyle/css``, with a class by which the page
    /// chooses between renderings.
    func element(cssClass: String = "") -> Markup {
        svg(cssClass: cssClass.isEmpty ? "plot" : "plot " + cssClass)
    }

    /// An SVG file of its own, with its style sheet and a background.
    var file: String {
        let margin = 16.0
        let paper = Markup.box(
            x: -margin, y: -margin, width: width + 2 * margin, height: height + 2 * margin, "paper")
        return svg(cssClass: "plot", margin: margin, before: [.style(PlotStyle.css), paper]).source
            + "\n"
    }

    private func svg(
        cssClass: String, margin: Double = 0, before: [Markup] = []
    ) -> Markup {
        let (fullWidth, fullHeight) = (width + 2 * margin, height + 2 * margin)
        let box = [-margin, -margin, fullWidth, fullHeight].map(\.pixels).joined(separator: " ")
        let heading: [Markup] = [
            .element("title", text: title), .element("desc", text: summary),
        ]
        return .element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "class": cssClass,
                "viewBox": box, "width": fullWidth.pixels, "height": fullHeight.pixels,
                "role": "img",
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
    /// A whole page on a tablet.
    static let broad = 880.0
    /// A whole page.
    static let large = 1160.0
    /// Below this there is no room for labels beside the data.
    static let roomy = 480.0
}
