/// The colors and the type of every plot, as CSS classes.
///
/// Colors are written out, not as CSS variables: programs that convert SVG files know no variables.
public enum PlotStyle {
    /// The number of series that differ in color; further ones begin again.
    public static let seriesCount = 6

    /// The style sheet that a page with plots holds once. Plots outside a page bring it along.
    public static var css: String {
        """
        .plot text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", \
        Arial, sans-serif; font-variant-numeric: tabular-nums; stroke-width: 3px; \
        paint-order: stroke; stroke-linejoin: round; }
        .plot .name { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", \
        monospace; }
        .plot .strong { font-weight: 600; }
        .plot .small { font-size: 11px; }
        .plot .grid, .plot .axis, .plot .mark { fill: none; stroke-width: 1px; \
        shape-rendering: crispEdges; }
        .plot .mark { stroke-dasharray: 4 3; }
        .plot .line { fill: none; stroke-width: 2px; stroke-linejoin: round; \
        stroke-linecap: round; }
        .plot .thin { stroke-width: 1.5px; }
        .plot .dashed { stroke-dasharray: 6 4; }
        .plot .end { text-anchor: end; }
        .plot .middle { text-anchor: middle; }
        .plot .hit { fill: none; stroke: none; pointer-events: all; }
        .plot .tip { visibility: hidden; pointer-events: none; }
        .plot .band:hover .tip { visibility: visible; }

        """ + light.css + "@media screen and (prefers-color-scheme: dark) {\n" + dark.css + "}\n"
    }

    private static let light = Palette(
        paper: "#ffffff", ink: "#1d2127", soft: "#5d6570", grid: "#e8e9e6", axis: "#a9aeb6",
        track: "#eceded", rest: "#c3c8cf",
        series: ["#2464ab", "#c2571a", "#15806e", "#7a52ae", "#b8325a", "#7d6c12"])
    private static let dark = Palette(
        paper: "#1b1e23", ink: "#e9ebee", soft: "#a0a8b3", grid: "#2c3037", axis: "#6b737e",
        track: "#2a2e35", rest: "#4b525d",
        series: ["#6fb0f5", "#f2a265", "#4fc7ae", "#b99bf2", "#f2839f", "#d3c063"])
}

/// The colors of one color scheme.
private struct Palette {
    let paper: String
    let ink: String
    let soft: String
    let grid: String
    let axis: String
    let track: String
    let rest: String
    let series: [String]

    var css: String {
        let fixed = """
            .plot .paper { fill: \(paper); }
            .plot text { fill: \(soft); stroke: \(paper); }
            .plot .ink { fill: \(ink); }
            .plot .grid { stroke: \(grid); }
            .plot .axis { stroke: \(axis); }
            .plot .mark { stroke: \(soft); }
            .plot .target { stroke: \(ink); stroke-width: 2px; }
            .plot .track { fill: \(track); }
            .plot .rest { fill: \(rest); }

            """
        let colored = series.enumerated().map { index, color in
            """
            .plot .s\(index) { stroke: \(color); }
            .plot .f\(index), .plot text.f\(index), .plot tspan.f\(index) { fill: \(color); }

            """
        }
        return fixed + colored.joined()
    }
}
