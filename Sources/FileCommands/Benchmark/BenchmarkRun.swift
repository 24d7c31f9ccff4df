import Reports
import SparseInference

/// What `benchmark` has measured with one number of threads and of examples.
struct BenchmarkRun: Encodable {
    let threads: Int
    let batch: Int
    let calls: Int
    let medianMilliseconds: Double
    let p95Milliseconds: Double
    let minimumMilliseconds: Double
    let examplesPerSecond: Double
    let preparationMilliseconds: Double
    /// The memory, where several runs are compared.
    var arenaBytes: Int?
    var weightBytes: Int?
    /// The other engines, where there are any.
    let engines: [EngineReport]?
    /// The times, for tables.
    let times: CallTimes

    private enum CodingKeys: CodingKey {
        case threads, batch, calls, medianMilliseconds, p95Milliseconds, minimumMilliseconds
        case examplesPerSecond, preparationMilliseconds, arenaBytes, weightBytes, engines
    }

    init(
        threads: Int, batch: Int, times: CallTimes, preparation: Duration,
        engines: [EngineReport]?
    ) {
        self.threads = threads
        self.batch = batch
        calls = times.count
        medianMilliseconds = times.medianMilliseconds
        p95Milliseconds = times.p95Milliseconds
        minimumMilliseconds = times.minimumMilliseconds
        examplesPerSecond = 1000 * Double(batch) / times.medianMilliseconds
        preparationMilliseconds = preparation / .milliseconds(1)
        self.engines = engines
        self.times = times
    }
}

/// Several runs, beside each other.
struct BenchmarkRuns: Encodable {
    let model: String
    let instructionSet: String
    let runs: [BenchmarkRun]

    /// Prints a line for each run, and one for each other engine of it.
    ///
    /// - Throws: ``Failure`` where nothing can be printed.
    func show() throws {
        let numbers = ["examples/s", "arena bytes", "weight bytes"]
        var table = TextTable(
            columns: ["threads", "batch"].map { .init($0, alignment: .right) } + CallTimes.columns
                + numbers.map { .init($0, alignment: .right) })
        for run in runs {
            table.append(
                ["\(run.threads)", "\(run.batch)"] + run.times.cells + [
                    NumberText.decimal(run.examplesPerSecond, atLeast: 0),
                    run.arenaBytes.map { NumberText.count($0) } ?? "",
                    run.weightBytes.map { NumberText.count($0) } ?? "",
                ])
        }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
        try EngineReport.show(runs, instructionSet: instructionSet)
    }
}
