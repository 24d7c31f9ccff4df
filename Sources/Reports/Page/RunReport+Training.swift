extension RunReport {
    /// The course of the training over the epochs.
    var trainingSection: Markup {
        guard !epochs.isEmpty else {
            return .section("Training", [.element("p", ["class": "soft"], text: "No epochs.")])
        }
        let gap = Figure(
            chart: gapChart,
            caption: "How much accuracy the soft masks promise beyond the hard mask that is "
                + "saved, in percentage points. Near zero, hardening costs nothing.",
            heading: "Soft–hard gap", isWide: true)
        let hasGap = epochs.contains { $0.softHardGap != nil }
        return .section(
            "Training",
            [
                .element(
                    "div", ["class": "grid"],
                    [accuracyFigure.markup, lossFigure.markup] + (hasGap ? [gap.markup] : []))
            ])
    }

    private var accuracyFigure: Figure {
        let hasSoft = epochs.contains { $0.softAccuracy != nil }
        let accuracy = LineChart.Panel(
            axis: Axis("Accuracy", format: .percent),
            series: [
                series("hard mask", color: 0) { $0.validationAccuracy },
                series("soft mask", color: 2, isDashed: true) { $0.softAccuracy },
                series("training", color: 1) { $0.trainingAccuracy },
            ].filter { !$0.points.isEmpty }, height: 200, reference: reference?.accuracy)
        let sparsity = LineChart.Panel(
            axis: Axis("Sparsity of the prunable weights", format: .percent, domain: 0...1),
            series: [series("sparsity", color: 3) { $0.sparsity }], height: 110,
            reference: summary.targetSparsity)
        return Figure(
            chart: chart("Accuracy and sparsity over epochs", [accuracy, sparsity]),
            caption: "Validation with the hard mask"
                + (hasSoft ? ", validation with soft masks," : "")
                + " and training. " + (referenceSentence.map { $0 + " " } ?? "")
                + "The dashed line below is the target.",
            heading: "Accuracy and sparsity")
    }

    private var lossFigure: Figure {
        let loss = LineChart.Panel(
            axis: Axis("Training loss", includesZero: true),
            series: [series("loss", color: 4) { $0.trainingLoss }], height: 200)
        let rate = LineChart.Panel(
            axis: Axis("Learning rate", includesZero: true),
            series: [series("rate", color: 5) { $0.learningRate }], height: 110)
        let panels = [loss, rate] + (temperaturePanel.map { [$0] } ?? [])
        let name =
            panels.count > 2 ? "Loss, learning rate and temperature" : "Loss and learning rate"
        return Figure(
            chart: chart(name + " over epochs", panels),
            caption: "The mean loss over the training data, and the learning rate"
                + (panels.count > 2 ? " and the temperature of the soft masks" : "")
                + " at the end of each epoch."
                + (epochs.contains { $0.relativeTemperature != nil }
                    ? " The temperature is a multiple of the squared threshold t of each layer."
                    : ""),
            heading: name)
    }

    /// How wide the soft zone around the thresholds is; `nil` without soft masks.
    private var temperaturePanel: LineChart.Panel? {
        let panels = [
            ("Temperature τ/t²", series("τ/t²", color: 2) { $0.relativeTemperature }),
            ("Temperature τ", series("τ", color: 2) { $0.temperature }),
        ]
        return panels.first { !$0.1.points.isEmpty }.map { title, line in
            LineChart.Panel(
                axis: Axis(title, includesZero: true), series: [line], height: 110)
        }
    }

    private var gapChart: LineChart {
        let panel = LineChart.Panel(
            axis: Axis(
                "Soft minus hard accuracy, percentage points", format: .percentagePoints,
                includesZero: true),
            series: [series("gap", color: 0) { $0.softHardGap }], height: 130, reference: 0)
        return chart("Soft–hard gap over epochs", [panel])
    }

    private func chart(_ title: String, _ panels: [LineChart.Panel]) -> LineChart {
        LineChart(
            title: title, horizontal: Axis("epoch", format: .count), panels: panels,
            markers: markers)
    }

    /// What changes between two epochs, in the middle of both: the first of them is without it.
    private var markers: [LineChart.Marker] {
        let numbers = epochs.map(\.epoch)
        guard let first = numbers.min(), let last = numbers.max() else { return [] }
        return [(pruningStart, "pruning starts"), (freezeStart, "masks are fixed")]
            .compactMap { epoch, label in
                epoch.flatMap { epoch in
                    epoch > last
                        ? nil : .init(x: max(Double(first), Double(epoch) - 0.5), label: label)
                }
            }
    }

    private func series(
        _ name: String, color: Int, isDashed: Bool = false, _ value: (EpochRecord) -> Double?
    ) -> PlotSeries {
        let points = epochs.compactMap { epoch in
            value(epoch).map { PlotPoint(x: Double(epoch.epoch), y: $0) }
        }
        return PlotSeries(name, points: points, color: color, isDashed: isDashed)
    }
}
