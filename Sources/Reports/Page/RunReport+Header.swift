extension RunReport {
    /// The verdict, what was run, and the key figures.
    var header: Markup {
        let words = ["Method \(summary.method)", "pattern \(summary.pattern)"]
        return .element(
            "header", [:],
            [
                .element("h1", text: Self.unbroken(summary.verdict)),
                .element("p", ["class": "soft"], text: words.joined(separator: " · ")),
                .element(
                    "dl", ["class": "figures"],
                    accuracyFigures + sparsityFigures + runFigures),
            ])
    }

    private var accuracyFigures: [Markup] {
        let gap = summary.softAccuracy.map { $0 - summary.accuracy }
        let dense = summary.denseAccuracy.map { dense in
            "dense \(NumberText.percent(dense)), \(Self.points(summary.accuracy - dense))"
        }
        return [
            figure("Accuracy, hard mask", NumberText.percent(summary.accuracy), note: dense),
            figure("Accuracy, soft mask", summary.softAccuracy.map { NumberText.percent($0) }),
            figure(
                "Soft–hard gap", gap.map(Self.points), note: gap.map { _ in "lost by hardening" }),
        ]
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
        ]
    }

    private var compression: String {
        let factor = Double(summary.parameters) / Double(summary.nonzeroParameters)
        return NumberText.decimal(factor, places: 1) + " times fewer"
    }

    private var runFigures: [Markup] {
        let throughput = epochs.map(\.imagesPerSecond).filter(\.isFinite).max()
        return [
            figure(
                "Time", NumberText.duration(seconds: summary.seconds),
                note: throughput.map {
                    "up to \(NumberText.count($0)) \(summary.exampleName ?? "image")s/s"
                }),
            figure(
                "Epochs", NumberText.count(summary.epochs),
                note: pruningStart.map { "pruning from epoch \($0)" }),
            figure("Seed", String(summary.seed)),
            figure("Device", summary.device),
            figure("Version", summary.version),
        ]
    }

    private func figure(
        _ name: String, _ value: String?, note: String? = nil, isBad: Bool = false
    ) -> Markup {
        let small = note.map { [Markup.element("small", text: Self.unbroken($0))] } ?? []
        return .element(
            "div", ["class": isBad ? "bad" : nil],
            [
                .element("dt", text: name),
                .element("dd", [:], [.text(Self.unbroken(value ?? "–"))] + small),
            ])
    }

    /// A difference of shares, in percentage points.
    private static func points(_ difference: Double) -> String {
        Axis("", format: .percentagePoints).reading(difference) + " pp"
    }

    /// Puts narrow spaces that do not break before percent signs.
    static func unbroken(_ text: String) -> String { text.replacing(" %", with: "\u{202F}%") }
}
