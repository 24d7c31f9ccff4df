extension RunReport {
    /// More classes than this are only counted.
    private static let shownClassCount = 20

    /// How well the written network tells the classes, the worst first.
    var classesSection: Markup {
        let known = (classes ?? []).compactMap { one in one.accuracy.map { (one, $0) } }
        guard !known.isEmpty else { return .empty }
        let ranked = known.enumerated().sorted { first, second in
            (first.element.1, first.offset) < (second.element.1, second.offset)
        }.map(\.element)
        let name = summary.exampleName ?? "image"
        let bars = ranked.prefix(Self.shownClassCount).map { record, accuracy in
            BarChart.Bar(
                label: record.name, value: accuracy,
                detail: "\(NumberText.count(record.correctCount)) of "
                    + "\(NumberText.count(record.count)) \(name)s")
        }
        let figure = Figure(
            chart: BarChart(
                title: "Accuracy per class", quantity: "classified correctly", bars: bars),
            caption: (["The written network on the test data, the worst class first."]
                + restSentences(of: ranked.map(\.1))).joined(separator: " "),
            heading: "Accuracy per class", isWide: true)
        return .section("Classes", [figure.markup])
    }

    /// What became of the classes without a bar.
    private func restSentences(of accuracies: [Double]) -> [String] {
        var sentences: [String] = []
        if accuracies.count > Self.shownClassCount {
            let rest = accuracies.dropFirst(Self.shownClassCount)
            let least = NumberText.percent(rest[Self.shownClassCount])
                .replacing(" %", with: "\u{202F}%")
            sentences.append(
                rest.count == 1
                    ? "1 more class has \(least)."
                    : "\(NumberText.count(rest.count)) more classes have at least \(least).")
        }
        let emptyCount = (classes?.count ?? 0) - accuracies.count
        if emptyCount > 0 {
            sentences.append(
                emptyCount == 1
                    ? "1 class has no examples."
                    : "\(NumberText.count(emptyCount)) classes have no examples.")
        }
        return sentences
    }
}
