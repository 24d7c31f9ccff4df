import Foundation

/// The distribution of the weights of a layer, with the threshold and the soft mask over it.
///
/// Counts stand on a square-root scale: at high sparsity the few weights that stay would be a line
/// of no height beside the heap around zero. The mask m(w) = sigmoid((w² − t²)/τ) has an axis from
/// 0 to 1 on the right.
public struct HistogramChart: Sendable {
    /// What the plot shows, as in the path of a layer.
    public var title: String
    /// A line under the title.
    public var subtitle: String
    /// The distribution.
    public var histogram: WeightHistogram
    /// The magnitude *t* at which the mask is one half.
    public var threshold: Double?
    /// The temperature τ of the mask, in squared units of the weights; the mask is drawn where
    /// both this and the threshold are known.
    public var temperature: Double?
    /// How the mask follows from m.
    public var mask = Mask.soft

    /// How a mask follows from m(w).
    public enum Mask: Sendable {
        /// m.
        case soft
        /// max(0, 2m − 1).
        case centred
        /// The cube root of max(0, 2m − 1).
        case steep
    }

    /// Makes a plot.
    public init(
        title: String, subtitle: String = "", histogram: WeightHistogram,
        threshold: Double? = nil, temperature: Double? = nil, mask: Mask = .soft
    ) {
        self.mask = mask
        self.title = title
        self.subtitle = subtitle
        self.histogram = histogram
        self.threshold = threshold
        self.temperature = temperature
    }

    /// Returns the plot as the text of an SVG file, `width` pixels wide but at least 200; the
    /// height follows from the content.
    public func svg(width: Double = 360) -> String { drawing(width: max(200, width)).file }
}

extension HistogramChart: Chart {
    func drawing(width: Double) -> Drawing {
        let highest = Double(max(1, histogram.counts.max() ?? 1))
        let domain = (histogram.edges.first ?? -1)...(histogram.edges.last ?? 1)
        let ticks = Ticks(in: 0...highest, count: 3, wholeNumbersOnly: true)
        let labels = Self.countAxis.labels(of: ticks)
        let left = max(40, 12 + (labels.map(TextFace.small.width).max() ?? 0))
        let area = PlotArea(
            left: left, top: 58, width: width - left - 32, height: 112, x: domain,
            y: 0...highest.squareRoot())
        let note = TextFace.small.fitted(subtitle, to: width)
        var content: [Markup] = [
            .label(TextFace.name.fitted(title, to: width), at: (0, 13), "name ink strong"),
            Label(text: note, x: 0, baseline: 30, face: .small).markup,
        ]
        content += countAxis(in: area, ticks: Array(zip(ticks.values, labels)))
        content += [bars(in: area, pruned: true), bars(in: area, pruned: false)]
        content += thresholds(in: area) + mask(in: area)
        content += area.horizontalAxis(Axis("weight"), pictureWidth: width)
        let total = NumberText.count(histogram.counts.reduce(0, +))
        let bound = threshold.map { ", threshold \(NumberText.measure($0))" } ?? ""
        return Drawing(
            title: title, summary: "Distribution of \(total) weights\(bound).", width: width,
            height: area.bottom + 44, content: content)
    }

    private static let countAxis = Axis("weights", format: .count)

    private func countAxis(
        in area: PlotArea, ticks: [(value: Double, text: String)]
    ) -> [Markup] {
        ticks.flatMap { value, text -> [Markup] in
            guard let y = area.y.position(of: value.squareRoot()) else { return [] }
            return [
                .line(from: (area.left, y), to: (area.right, y), "grid"),
                Label(text: text, x: area.left - 6, baseline: y + 4, anchor: .end, face: .small)
                    .markup,
            ]
        }
    }

    /// One path for all bins whose middle the threshold prunes, or for all others.
    private func bars(in area: PlotArea, pruned: Bool) -> Markup {
        var path = ""
        for (index, count) in histogram.counts.enumerated() where count > 0 {
            let (lower, upper) = (histogram.edges[index], histogram.edges[index + 1])
            let isPruned = threshold.map { abs(lower + upper) / 2 < $0 } ?? false
            guard isPruned == pruned, let left = area.x.position(of: lower),
                let right = area.x.position(of: upper),
                let top = area.y.position(of: Double(count).squareRoot())
            else { continue }
            let gap = right - left > 3 ? 0.5 : 0
            path +=
                "M\((left + gap).pixels) \(area.bottom.pixels)V\(top.pixels)"
                + "H\((right - gap).pixels)V\(area.bottom.pixels)Z"
        }
        return .element("path", ["class": pruned ? "rest" : "f0", "d": path])
    }

    /// The lines at ±t; a single label where two would cover one another.
    private func thresholds(in area: PlotArea) -> [Markup] {
        guard let threshold, threshold > 0, let lower = area.x.position(of: -threshold),
            let upper = area.x.position(of: threshold), lower >= area.left, upper <= area.right
        else { return [] }
        let lines = [lower, upper].map {
            Markup.line(from: ($0, area.top), to: ($0, area.bottom), "mark")
        }
        let names =
            upper - lower >= 18
            ? [(lower, "−t"), (upper, "t")] : [((lower + upper) / 2, "±t")]
        return lines + names.map { .label($1, at: ($0, area.top - 4), "small middle ink") }
    }

    private func maskValue(_ m: Double) -> Double {
        switch mask {
        case .soft: m
        case .centred: max(0, 2 * m - 1)
        case .steep: cbrt(max(0, 2 * m - 1))
        }
    }

    private func mask(in area: PlotArea) -> [Markup] {
        guard let threshold, let temperature, temperature > 0, threshold.isFinite else { return [] }
        let domain = area.x.domain
        let span = domain.upperBound - domain.lowerBound
        let even = (0...120).map { domain.lowerBound + Double($0) / 120 * span }
        // Near the threshold the mask rises over about τ/2t, often less than the even spacing.
        let rise = temperature / (2 * max(threshold, temperature.squareRoot()))
        let near = (-8...8).map { threshold + Double($0) * rise }
        let places = (even + near + near.map { -$0 }).filter(domain.contains).sorted()
        let top = area.y.domain.upperBound
        let points = places.map { w in
            let m = 1 / (1 + exp(-(w * w - threshold * threshold) / temperature))
            return PlotPoint(x: w, y: maskValue(m) * top)
        }
        let labels = [(0.0, "0"), (0.5, "½"), (1, "1")].compactMap { value, name in
            area.y.position(of: value * top).map {
                Markup.label(name, at: (area.right + 6, $0 + 4), "small f1")
            }
        }
        let title = Markup.label("mask", at: (area.right + 32, area.top - 10), "small end f1")
        return area.line(of: PlotSeries("mask", points: points, color: 1), cssClass: "line thin")
            + labels + [title]
    }
}
