extension RunReport {
    /// What the score is compared with: that of a run without pruning, or else of the weights that
    /// this run has started from.
    var reference: (name: String, score: Double)? {
        summary.denseScore.map { ("dense run", $0) }
            ?? summary.initialWeights?.results?[summary.metric.name].map { ("initial weights", $0) }
    }

    /// What the dashed line of the reference means.
    var referenceSentence: String? {
        reference.map { reference in
            "The dashed line above is the \(summary.metric.title) of the \(reference.name), "
                + Self.unbroken(summary.metric.text(reference.score)) + "."
        }
    }

    /// The verdict, what was run, and the key figures.
    var header: Markup {
        let exampleName = summary.exampleName ?? "image"
        let words = [
            "Method \(summary.method)", "pattern \(summary.pattern)",
            summary.data?.text(exampleName: exampleName),
            summary.started.map(Self.readable),
        ].compactMap { $0 }
        return .element(
            "header", [:],
            [
                .element("h1", text: Self.unbroken(summary.verdict)),
                .element("p", ["class": "soft"], text: words.joined(separator: " · ")),
                .element(
                    "dl", ["class": "figures"],
                    scoreFigures + sparsityFigures + runFigures),
            ])
    }

    private var scoreFigures: [Markup] {
        let metric = summary.metric
        let gap = summary.softScore.map { metric.advantage(of: $0, over: summary.score) }
        let comparison = reference.map { reference in
            let change = summary.score - reference.score
            return "\(reference.name) \(metric.text(reference.score)), "
                + difference(change, of: metric) + metric.judgement(of: change)
        }
        return [
            figure("\(metric.heading), hard mask", metric.text(summary.score), note: comparison),
            figure("\(metric.heading), soft mask", summary.softScore.map { metric.text($0) }),
            figure(
                "Soft–hard gap", gap.map { difference($0, of: metric) },
                note: gap.map { _ in "lost by hardening" }),
        ] + furtherFigures
    }

    /// The metrics besides the first, each with its value under soft masks.
    private var furtherFigures: [Markup] {
        summary.metrics.dropFirst().compactMap { metric in
            summary.results[metric.name].map { value in
                figure(
                    metric.heading, metric.text(value),
                    note: summary.softResults?[metric.name].map { "soft mask \(metric.text($0))" })
            }
        }
    }

    private var sparsityFigures: [Markup] {
        let shortfall = summary.targetSparsity - summary.sparsity
        // Less than the rounding of the printed figure counts as met.
        let isMet = shortfall < 0.00005
        return [
            figure(
                "Sparsity, prunable weights", NumberText.percent(summary.sparsity),
                note: isMet
                    ? "target \(NumberText.percent(summary.targetSparsity)) met"
                    : "target \(NumberText.percent(summary.targetSparsity)) missed",
                isBad: !isMet),
            figure(
                "Sparsity, all parameters", NumberText.percent(summary.sparsityOfAllParameters),
                note: "biases and norms included"),
            figure("Parameters", NumberText.count(summary.parameters)),
            figure(
                "Nonzero parameters", NumberText.count(summary.nonzeroParameters),
                note: summary.nonzeroParameters > 0
                    ? compression : nil),
        ] + sizeFigures
    }

    /// The work for an example and the file, each with what is left of it without the zeros.
    private var sizeFigures: [Markup] {
        var figures: [Markup] = []
        if let all = summary.multiplyAdds {
            let nonzero = summary.nonzeroMultiplyAdds.map { nonzero in
                let share = Double(nonzero) / Double(max(all, 1))
                return "\(NumberText.count(nonzero)) with weights that are not zero, "
                    + NumberText.percent(share)
            }
            let name = "Multiply-adds per \(summary.exampleName ?? "image")"
            figures.append(figure(name, NumberText.count(all), note: nonzero))
        }
        if let thinned = summary.thinned { figures += thinnedFigures(thinned) }
        if let latency = summary.latency { figures += latencyFigures(latency) }
        if let bytes = summary.modelByteCount {
            let sizes = summary.parameterByteCount.flatMap { all in
                summary.nonzeroParameterByteCount.map { nonzero in
                    "parameters \(NumberText.count(all)), those that are not zero "
                        + NumberText.count(nonzero)
                }
            }
            figures.append(
                figure("Model file", NumberText.count(bytes) + " bytes", note: sizes))
        }
        return figures
    }

    /// What the network without its empty channels is, in four figures.
    private func thinnedFigures(_ thinned: ThinnedRecord) -> [Markup] {
        func share(_ count: Int, of whole: Int?) -> String? {
            whole.map { NumberText.percent(Double(count) / Double(max($0, 1))) + " of the whole" }
        }
        let metric = summary.metric
        var figures = [
            figure(
                "Thinned network, parameters", NumberText.count(thinned.parameters),
                note: share(thinned.parameters, of: summary.parameters))
        ]
        if let multiplyAdds = thinned.multiplyAdds {
            figures.append(
                figure(
                    "Thinned network, multiply-adds", NumberText.count(multiplyAdds),
                    note: share(multiplyAdds, of: summary.multiplyAdds)))
        }
        return figures + [
            figure(
                "Thinned network, \(metric.title)",
                metric.text(thinned.results[metric.name] ?? .nan)),
            figure(
                "Thinned file", NumberText.count(thinned.byteCount) + " bytes",
                note: share(thinned.byteCount, of: summary.modelByteCount)),
        ]
    }

    /// How long an example takes, dense and in the ways that pruning has made possible.
    private func latencyFigures(_ latency: LatencyRecord) -> [Markup] {
        func faster(_ time: Double) -> String {
            NumberText.decimal(latency.dense / time, places: 2) + " × as fast as dense"
        }
        let name = summary.exampleName ?? "image"
        var figures = [
            figure(
                "Time per \(name), dense", LatencyRecord.text(latency.dense),
                note: latency.conditions + ", median"),
            figure(
                "Time per \(name), zeros left out", LatencyRecord.text(latency.sparse),
                note: faster(latency.sparse)),
        ]
        if let thinned = latency.thinned {
            figures.append(
                figure(
                    "Time per \(name), thinned", LatencyRecord.text(thinned),
                    note: faster(thinned)))
        }
        return figures
    }

    private var compression: String {
        let factor = Double(summary.parameters) / Double(summary.nonzeroParameters)
        return NumberText.decimal(factor, places: 1) + " times fewer"
    }

    private var runFigures: [Markup] {
        let throughput = epochs.map(\.examplesPerSecond).filter(\.isFinite).max()
        return [
            figure(
                "Time", NumberText.duration(seconds: summary.seconds),
                note: throughput.map {
                    "up to \(NumberText.count($0)) \(summary.exampleName ?? "image")s/s"
                }),
            figure(
                "Epochs", NumberText.count(summary.epochs),
                note: epochNote),
            figure("Seed", String(summary.seed)),
        ]
    }

    private var epochNote: String? {
        let notes = [
            pruningStart.map { "pruning from epoch \($0)" },
            freezeStart.map { "fixed masks from epoch \($0)" },
        ].compactMap { $0 }
        return notes.isEmpty ? nil : notes.joined(separator: ", ")
    }

    private func figure(
        _ name: String, _ value: String?, note: String? = nil, isBad: Bool = false
    ) -> Markup {
        let small = note.map { [Markup.element("small", text: Self.unbroken($0))] } ?? []
        return .element(
            "div", ["class": isBad ? "bad" : nil],
            [
                .element("dt", text: name),
                .element(
                    "dd", ["class": (value?.count ?? 0) > 13 ? "long" : nil],
                    [.text(Self.unbroken(value ?? "–"))] + small),
            ])
    }

    /// A difference of values of `metric`; that of shares in percentage points.
    private func difference(_ value: Double, of metric: Metric) -> String {
        Axis("", format: metric.differenceFormat).reading(value)
            + (metric.unit == .share ? " pp" : "")
    }

    /// A moment in UTC as it is read, as in "2026-11-28 15:08 UTC".
    public static func readable(_ moment: String) -> String {
        let parts = moment.split(separator: "T")
        guard parts.count == 2, parts[1].hasSuffix("Z"), parts[1].count == 9 else { return moment }
        return "\(parts[0]) \(parts[1].prefix(5)) UTC"
    }

    /// Puts narrow spaces that do not break before percent signs.
    static func unbroken(_ text: String) -> String { text.replacing(" %", with: "\u{202F}%") }
}
