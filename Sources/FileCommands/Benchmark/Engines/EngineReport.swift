import Files
import Reports

/// What was measured of another engine, or why nothing was.
struct EngineReport: Encodable {
    let engine: String
    var version: String?
    var calls: Int?
    var medianMilliseconds: Double?
    var p95Milliseconds: Double?
    var minimumMilliseconds: Double?
    var preparationMilliseconds: Double?
    /// Its median, divided by ours.
    var medianRatio: Double?
    /// The largest distance of an element of its outputs from ours.
    var largestDifference: Double?
    let problem: String?
    /// The times, for tables.
    private var times: CallTimes?

    private enum CodingKeys: CodingKey {
        case engine, version, calls, medianMilliseconds, p95Milliseconds, minimumMilliseconds
        case preparationMilliseconds, medianRatio, largestDifference, problem
    }

    /// Says why an engine was not measured.
    init(_ engine: Engine, problem: String) {
        self.engine = engine.rawValue
        self.problem = problem
    }

    /// Says what was measured.
    init(
        _ engine: Engine, _ start: EngineRunner.Start, times: CallTimes, own: CallTimes
    ) {
        self.engine = engine.rawValue
        problem = nil
        version = start.version
        preparationMilliseconds = start.preparation / .milliseconds(1)
        largestDifference = start.largestDifference
        calls = times.count
        medianMilliseconds = times.medianMilliseconds
        p95Milliseconds = times.p95Milliseconds
        minimumMilliseconds = times.minimumMilliseconds
        medianRatio = times.medianMilliseconds / own.medianMilliseconds
        self.times = times
    }

    /// Prints a line for each engine that was measured in some runs, this one first; nothing where there are
    /// no other ones.
    ///
    /// - Throws: ``Failure`` where nothing can be printed.
    static func show(_ runs: [BenchmarkRun], instructionSet: String) throws {
        if runs.allSatisfy({ $0.engines == nil }) { return }
        var table = TextTable(
            columns: [
                .init("threads", alignment: .right, dropOrder: runs.count == 1 ? 1 : nil),
                .init("batch", alignment: .right, dropOrder: runs.count == 1 ? 2 : nil),
                .init("engine"),
            ] + CallTimes.columns + [
                .init("ratio", alignment: .right), .init("difference", alignment: .right),
            ])
        for run in runs {
            let start = ["\(run.threads)", "\(run.batch)"]
            table.append(
                start + ["pdp \(Version.current), \(instructionSet)"] + run.times.cells
                    + ["1.00 ×", ""])
            for engine in run.engines ?? [] {
                if let cells = engine.cells { table.append(start + cells) }
            }
        }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
    }

    /// The line of an engine that was measured.
    private var cells: [String]? {
        guard let version, let times, let medianRatio, let largestDifference else { return nil }
        return ["\(engine) \(version)"] + times.cells + [
            NumberText.decimal(medianRatio, atLeast: 2) + " ×",
            NumberText.measure(largestDifference),
        ]
    }
}
