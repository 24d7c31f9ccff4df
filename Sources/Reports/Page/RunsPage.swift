import Foundation

/// A page about runs that go on, have been interrupted or are finished, side by side.
public struct RunsPage: Sendable {
    /// What a run is doing.
    public enum State: String, Sendable {
        case running
        case interrupted
        case finished
    }

    /// One run as it is now.
    public struct Run: Sendable {
        /// What it is called.
        public var name: String
        /// What it is doing.
        public var state: State
        /// What was measured so far.
        public var epochs: [EpochRecord]
        /// How many epochs it is to have.
        public var epochCount: Int
        /// The number by which the network is judged.
        public var metric: Metric
        /// What came out; `nil` before the end.
        public var summary: RunSummary?
        /// Its own page, relative to the folder of this one; `nil` where there is none.
        public var report: String?
        /// The values of all keys of its recipe.
        public var settings: [RunReport.Fact]

        /// Describes a run.
        public init(
            name: String, state: State, epochs: [EpochRecord], epochCount: Int, metric: Metric,
            summary: RunSummary? = nil, report: String? = nil, settings: [RunReport.Fact] = []
        ) {
            self.name = name
            self.state = state
            self.epochs = epochs
            self.epochCount = epochCount
            self.metric = metric
            self.summary = summary
            self.report = report
            self.settings = settings
        }
    }

    /// The runs, in the order in which they are shown.
    public var runs: [Run]

    /// When the page was written, in words.
    public var time: String

    /// After how many seconds a browser reads the page again; `nil` for never.
    public var reloadSeconds: Int?

    /// Makes a page.
    public init(_ runs: [Run], time: String, reloadSeconds: Int? = nil) {
        self.runs = runs
        self.time = time
        self.reloadSeconds = reloadSeconds
    }

    /// Returns the page as HTML, which is XML as well, and needs nothing else.
    public func html() -> String {
        var head = [
            Markup.element("meta", ["charset": "utf-8"]),
            .element(
                "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        ]
        if let reloadSeconds {
            head.append(
                .element("meta", ["http-equiv": "refresh", "content": "\(reloadSeconds)"]))
        }
        head += [.element("title", text: title), .style(PageStyle.css + PlotStyle.css)]
        let content = [header, runsSection, trainingSection, differencesSection]
        let body = Markup.element("body", [:], [.element("main", [:], content)])
        let page = Markup.element(
            "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"],
            [.element("head", [:], head), body])
        return "<!DOCTYPE html>\n" + page.source + "\n"
    }

    private var title: String {
        guard runs.count == 1, let run = runs.first else {
            let counts = [State.running, .interrupted, .finished].compactMap { state in
                let count = runs.count { $0.state == state }
                return count == 0 ? nil : "\(count) \(state.rawValue)"
            }
            return "\(runs.count) runs: " + counts.joined(separator: ", ")
        }
        return run.summary?.verdict
            ?? "\(run.name): \(run.state.rawValue), \(run.epochs.count) of \(run.epochCount) epochs"
    }

    private var header: Markup {
        let reload = reloadSeconds.map { ", read again every \($0) s" } ?? ""
        return .element(
            "header", [:],
            [
                .element("h1", text: RunReport.unbroken(title)),
                .element("p", ["class": "soft"], text: "Written \(time)\(reload)."),
            ])
    }

    private var runsSection: Markup {
        let columns = [
            "run", "state", "epochs", "metric", "last", "best", "in epoch", "result", "sparsity",
            "time",
            "time left", "",
        ]
        let rows = runs.map { run in
            Markup.element(
                "tr", [:],
                [.element("th", ["class": "left name", "scope": "row"], text: run.name)]
                    + run.cells.map { .element("td", [:], text: RunReport.unbroken($0)) }
                    + [
                        .element(
                            "td", [:], run.report.map { [.link(to: $0, text: "report")] } ?? [])
                    ])
        }
        let head = columns.enumerated().map { index, title in
            Markup.element("th", ["class": index == 0 ? "left" : nil, "scope": "col"], text: title)
        }
        return .section("Runs", [.table(head: head, rows: rows, name: "Runs")])
    }

    /// The keys of the recipes that are not the same in all runs.
    private var differencesSection: Markup {
        let keys = runs.flatMap(\.settings).map(\.name)
        var known: Set<String> = []
        let rows = keys.filter { known.insert($0).inserted }.compactMap { key -> Markup? in
            let values = runs.map { run in run.settings.first { $0.name == key }?.value ?? "" }
            guard Set(values).count > 1 else { return nil }
            return .element(
                "tr", [:],
                [.element("th", ["class": "left name", "scope": "row"], text: key)]
                    + values.map { .element("td", [:], text: $0) })
        }
        guard !rows.isEmpty else { return .empty }
        let head = (["key"] + runs.map(\.name)).enumerated().map { index, title in
            Markup.element("th", ["class": index == 0 ? "left" : nil, "scope": "col"], text: title)
        }
        return .section(
            "Where the recipes differ", [.table(head: head, rows: rows, name: "Recipes")])
    }
}

extension RunsPage.Run {
    /// What stands beside the name: state, epochs, metric, last and best value while training, best epoch,
    /// value of the result, sparsity, time and time left.
    fileprivate var cells: [String] {
        let values = epochs.compactMap { record in
            record.validationMetrics[metric.name].map { (epoch: record.epoch, value: $0) }
        }
        let best = values.filter { !$0.value.isNaN }.max {
            metric.advantage(of: $0.value, over: $1.value) < 0
        }
        let last = values.last?.value
        return [
            state.rawValue, "\(epochs.count) of \(epochCount)", metric.title,
            last.map { metric.text($0) } ?? "–", best.map { metric.text($0.value) } ?? "–",
            best.map { "\($0.epoch)" } ?? "–",
            summary.map { metric.text($0.score) } ?? "–",
            (summary?.sparsity ?? epochs.last?.sparsity).map { NumberText.percent($0) } ?? "–",
            NumberText.duration(seconds: seconds), timeLeft,
        ]
    }

    private var seconds: Double { summary?.seconds ?? epochs.reduce(0) { $0 + $1.seconds } }

    private var timeLeft: String {
        guard state != .finished, !epochs.isEmpty else { return "–" }
        let left = Double(epochCount - epochs.count) * seconds / Double(epochs.count)
        return NumberText.duration(seconds: left)
    }
}
