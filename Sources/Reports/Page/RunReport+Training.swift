extension RunReport {
    /// The course of the training over the epochs.
    var trainingSection: Markup {
        guard !epochs.isEmpty else {
            return .section("Training", [.element("p", ["class": "soft"], text: "No epochs.")])
        }
        let figures = [scoreFigure, lossFigure, gapFigure, furtherFigure].compactMap { $0?.markup }
        return .section("Training", [.element("div", ["class": "grid"], figures)])
    }

    private var scoreFigure: Figure? {
        let metric = summary.metric
        let sparsity = LineChart.Panel(
            axis: Axis("Sparsity of the prunable weights", format: .percent, domain: 0...1),
            series: [series("sparsity", color: 3) { $0.sparsity }], height: 110,
            reference: summary.targetSparsity)
        let hasSoft = epochs.contains { $0.softMetrics?[metric.name] != nil }
        let name = "\(metric.heading) and sparsity"
        return Figure(
            chart: chart(
                "\(name) over epochs",
                [panel(of: metric, height: 200, reference: reference?.score), sparsity]),
            caption: "Validation with the hard mask"
                + (hasSoft ? ", validation with soft masks," : "")
                + " and training. " + (referenceSentence.map { $0 + " " } ?? "")
                + "The dashed line below is the target.",
            heading: name)
    }

    /// The metrics besides the first; `nil` where there are none.
    private var furtherFigure: Figure? {
        let panels = summary.metrics.dropFirst()
            .map { panel(of: $0, height: 130, reference: nil) }
            .filter { !$0.series.isEmpty }
        guard !panels.isEmpty else { return nil }
        return Figure(
            chart: chart("Further metrics over epochs", panels),
            caption: "What else the network is judged by, on the same data.",
            heading: "Further metrics", isWide: true)
    }

    private func panel(of metric: Metric, height: Double, reference: Double?) -> LineChart.Panel {
        LineChart.Panel(
            axis: Axis(metric.heading + metric.directionNote, format: metric.axisFormat),
            series: [
                series("hard mask", color: 0) { $0.validationMetrics[metric.name] },
                series("soft mask", color: 2, isDashed: true) { $0.softMetrics?[metric.name] },
                series("training", color: 1) { $0.trainingMetrics[metric.name] },
            ].filter { !$0.points.isEmpty }, height: height, reference: reference)
    }

    private var lossFigure: Figure? {
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

    /// What hardening costs; `nil` without soft masks.
    private var gapFigure: Figure? {
        let metric = summary.metric
        let line = series("gap", color: 0) { $0.softHardGap(in: metric) }
        guard !line.points.isEmpty else { return nil }
        let isShare = metric.unit == .share
        let difference = metric.isBetterLarger ? "Soft minus hard" : "Hard minus soft"
        let promise =
            metric.isBetterLarger
            ? "How much \(metric.title) the soft masks promise beyond the hard mask that is saved"
            : "How much less \(metric.title) the soft masks promise than the hard mask that is saved"
        let panel = LineChart.Panel(
            axis: Axis(
                difference + " " + metric.title + (isShare ? ", percentage points" : ""),
                format: metric.differenceFormat, includesZero: true),
            series: [line], height: 130, reference: 0)
        return Figure(
            chart: chart("Soft–hard gap over epochs", [panel]),
            caption: promise + (isShare ? ", in percentage points" : "")
                + ". Near zero, hardening costs nothing.",
            heading: "Soft–hard gap", isWide: true)
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
