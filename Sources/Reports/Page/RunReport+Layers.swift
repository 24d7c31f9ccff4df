extension RunReport {
    /// The sparsity of each layer, as bars and as a table.
    var layersSection: Markup {
        guard !layers.isEmpty else {
            return .section("Layers", [.element("p", ["class": "soft"], text: "No layers.")])
        }
        let bars = layers.map { layer in
            BarChart.Bar(
                label: layer.path, value: layer.sparsity, target: layer.targetSparsity,
                detail: "\(NumberText.count(layer.weightCount)) weights")
        }
        let figure = Figure(
            chart: BarChart(title: "Sparsity per layer", quantity: "zeros", bars: bars),
            caption: "The share of zeros under the hard mask. The tick marks the target.",
            heading: "Sparsity per layer", isWide: true)
        return .section("Layers", [figure.markup, layerTable])
    }

    /// The distribution of the weights of each layer.
    var weightsSection: Markup {
        let multiples = layers.compactMap { layer in
            layer.histogram.map { histogram in
                let chart = HistogramChart(
                    title: layer.path, subtitle: subtitle(of: layer), histogram: histogram,
                    threshold: hasThresholdOfWeights ? layer.threshold : nil,
                    temperature: layer.temperature, mask: mask)
                return Markup.element(
                    "figure", [:], [chart.drawing(width: 340).element(cssClass: "any")])
            }
        }
        guard !multiples.isEmpty else { return .empty }
        let caption =
            "Each layer just before hardening; counts are on a square-root scale. "
            + (hasThresholdOfWeights
                ? "Gray weights lie below the threshold t and become zero, colored ones stay."
                : "Which weights become zero is decided for \(summary.pattern), not by their own size.")
            + (hasThresholdOfWeights && layers.contains { $0.temperature != nil }
                ? " The line is the soft mask m(w) = sigmoid((w² − t²)/τ)"
                    + maskNote
                    + ", with its axis on the right." : "")
        return .section(
            "Weights",
            [
                .element("p", ["class": "soft lead"], text: caption),
                .element("div", ["class": "multiples"], multiples),
            ])
    }

    /// Whether a threshold is one for single weights, not for the norms of units or within groups.
    private var hasThresholdOfWeights: Bool { summary.pattern == "unstructured" }

    private var mask: HistogramChart.Mask {
        switch summary.method {
        case "pdp-centred": .centred
        case "pdp-steep": .steep
        default: .soft
        }
    }

    private var maskNote: String {
        switch mask {
        case .soft: ""
        case .centred: ", centred: max(0, 2m − 1)"
        case .steep: ", steep: the cube root of max(0, 2m − 1)"
        }
    }

    private func subtitle(of layer: LayerRecord) -> String {
        let axis = Axis("")
        let threshold = layer.threshold.map { "t = \(axis.reading($0))" }
        let temperature = layer.temperature.map { "τ = \(axis.reading($0))" }
        return ([layer.shapeText] + [threshold, temperature].compactMap { $0 })
            .joined(separator: " · ")
    }

    private var layerTable: Markup {
        let headings = [
            "Layer", "Shape", "Weights", "Zeros", "Sparsity", "Target", "Threshold",
        ]
        let head = headings.enumerated().map { index, heading in
            Markup.element(
                "th", ["class": index < 2 ? "left" : nil, "scope": "col"], text: heading)
        }
        let weights = layers.reduce(0) { $0 + $1.weightCount }
        let zeros = layers.reduce(0) { $0 + $1.zeroCount }
        let total = row(
            "All layers",
            cells: [
                "", NumberText.count(weights), NumberText.count(zeros),
                NumberText.percent(weights > 0 ? Double(zeros) / Double(weights) : 0),
                NumberText.percent(summary.targetSparsity), "",
            ])
        let table = Markup.element(
            "table", [:],
            [
                .element("thead", [:], [.element("tr", [:], head)]),
                .element("tbody", [:], layers.map(row)), .element("tfoot", [:], [total]),
            ])
        return .element(
            "div",
            ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Layers"],
            [table])
    }

    private func row(_ layer: LayerRecord) -> Markup {
        row(
            layer.path,
            cells: [
                layer.shapeText, NumberText.count(layer.weightCount),
                NumberText.count(layer.zeroCount), NumberText.percent(layer.sparsity),
                NumberText.percent(layer.targetSparsity),
                layer.threshold.map { NumberText.measure($0) } ?? "–",
            ])
    }

    private func row(_ name: String, cells: [String]) -> Markup {
        let heading = Markup.element("th", ["class": "left name", "scope": "row"], text: name)
        let others = cells.enumerated().map { index, cell in
            Markup.element("td", ["class": index == 0 ? "left" : nil], text: Self.unbroken(cell))
        }
        return .element("tr", [:], [heading] + others)
    }
}
