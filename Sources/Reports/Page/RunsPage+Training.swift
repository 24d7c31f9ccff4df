extension RunsPage {
    /// The course of the training of all runs.
    var trainingSection: Markup {
        guard runs.contains(where: { !$0.epochs.isEmpty }) else {
            return .section(
                "Training", [.element("p", ["class": "soft"], text: "No epoch is done yet.")])
        }
        let figures = [scoreFigure, lossFigure, timeFigure].map(\.markup)
        return .section("Training", [.element("div", ["class": "grid"], figures)])
    }

    private var scoreFigure: Figure {
        let metrics = runs.map(\.metric).reduce(into: [Metric]()) { metrics, metric in
            if !metrics.contains(metric) { metrics.append(metric) }
        }
        let panels = metrics.map { metric in
            LineChart.Panel(
                axis: Axis(metric.heading + metric.directionNote, format: metric.axisFormat),
                series: lines { $0.validationMetrics[metric.name] }, height: 220)
        }
        let sparsity = LineChart.Panel(
            axis: Axis("Sparsity of the prunable weights", format: .percent, domain: 0...1),
            series: lines { $0.sparsity }, height: 110)
        return Figure(
            chart: chart("Metric and sparsity over epochs", panels + [sparsity]),
            caption: "Validation with the hard mask, after each epoch.",
            heading: "Metric and sparsity", isWide: true)
    }

    private var lossFigure: Figure {
        let loss = LineChart.Panel(
            axis: Axis("Training loss", includesZero: true), series: lines { $0.trainingLoss },
            height: 180)
        let rate = LineChart.Panel(
            axis: Axis("Learning rate", includesZero: true), series: lines { $0.learningRate },
            height: 110)
        return Figure(
            chart: chart("Training loss and learning rate over epochs", [loss, rate]),
            caption: "The mean loss of each epoch, and the learning rate of its last step.",
            heading: "Loss and learning rate", isWide: true)
    }

    private var timeFigure: Figure {
        let panel = LineChart.Panel(
            axis: Axis("Seconds of an epoch", includesZero: true), series: lines { $0.seconds },
            height: 110)
        return Figure(
            chart: chart("Time over epochs", [panel]),
            caption: "The time of each epoch with its validation.", heading: "Time", isWide: true)
    }

    private func chart(_ title: String, _ panels: [LineChart.Panel]) -> LineChart {
        LineChart(title: title, horizontal: Axis("epoch", format: .count), panels: panels)
    }

    private func lines(_ value: (EpochRecord) -> Double?) -> [PlotSeries] {
        runs.enumerated().map { index, run in
            let points = run.epochs.compactMap { epoch in
                value(epoch).map { PlotPoint(x: Double(epoch.epoch), y: $0) }
            }
            return PlotSeries(
                run.name, points: points, color: index,
                isDashed: index >= PlotStyle.seriesCount)
        }.filter { !$0.points.isEmpty }
    }
}
