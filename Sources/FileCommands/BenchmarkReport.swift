import Files
import InferenceKernels
import Reports
import SparseInference

/// What `benchmark` has measured.
struct BenchmarkReport: Encodable {
    /// A line of the table.
    struct Layer: Encodable {
        let name: String
        let `operator`: String
        let zeros: Double?
        let algorithm: String
        let milliseconds: Double
        let gigaflops: Double?
        let shareOfPeak: Double?
    }

    let model: String
    let threads: Int
    let batch: Int
    let instructionSet: String
    let calls: Int
    let medianMilliseconds: Double
    let p95Milliseconds: Double
    let minimumMilliseconds: Double
    let examplesPerSecond: Double
    let preparationMilliseconds: Double
    let peakGigaflops: Double
    let layers: [Layer]

    /// Takes times in order, the shortest first.
    init(
        _ request: BenchmarkRequest, _ options: InferenceOptions, batch: Int,
        preparation: Duration, times: [Duration], layers: [LayerReport], peakGigaflops: Double
    ) {
        let milliseconds = times.map { $0 / .milliseconds(1) }
        model = request.model
        threads = options.threads
        self.batch = batch
        instructionSet = options.instructionSet.rawValue
        calls = times.count
        medianMilliseconds = milliseconds[milliseconds.count / 2]
        p95Milliseconds = milliseconds[min(milliseconds.count - 1, milliseconds.count * 95 / 100)]
        minimumMilliseconds = milliseconds[0]
        examplesPerSecond = 1000 * Double(batch) / medianMilliseconds
        preparationMilliseconds = preparation / .milliseconds(1)
        self.peakGigaflops = peakGigaflops
        self.layers = layers.map { layer in
            Layer(
                name: layer.name, operator: layer.operation, zeros: layer.zeros,
                algorithm: layer.algorithm, milliseconds: layer.duration / .milliseconds(1),
                gigaflops: layer.gigaflops,
                shareOfPeak: layer.gigaflops.map { $0 / (peakGigaflops * Double(options.threads)) })
        }
    }

    /// Prints a line for each layer, and one for all.
    ///
    /// - Throws: ``Failure`` where nothing can be printed.
    func show() throws {
        var table = TextTable(columns: [
            .init("layer"), .init("operator", dropOrder: 1), .init("zeros", alignment: .right),
            .init("algorithm", dropOrder: 2), .init("ms", alignment: .right),
            .init("GFLOP/s", alignment: .right, dropOrder: 3),
            .init("of peak", alignment: .right, dropOrder: 4),
        ])
        for layer in layers {
            table.append([
                layer.name, layer.operator, layer.zeros.map { NumberText.percent($0) } ?? "",
                layer.algorithm, NumberText.decimal(layer.milliseconds, places: 3),
                layer.gigaflops.map { NumberText.decimal($0, places: 1) } ?? "",
                layer.shareOfPeak.map { NumberText.decimal(100 * $0, places: 0) + " %" } ?? "",
            ])
        }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
        func text(_ time: Double) -> String { NumberText.decimal(time, places: 2) }
        try Console.printResult(
            "median \(text(medianMilliseconds)) ms, 95 % below \(text(p95Milliseconds)), minimum "
                + "\(text(minimumMilliseconds)) of \(NumberText.count(calls)) calls; threads \(threads), "
                + "batch \(batch), \(instructionSet), registers "
                + "allow \(NumberText.decimal(peakGigaflops, places: 0)) GFLOP/s a thread")
    }
}
