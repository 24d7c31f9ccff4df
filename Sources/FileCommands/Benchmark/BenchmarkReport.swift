import InferenceKernels
import Reports
import SparseInference

/// What `benchmark` has measured of a network and its layers.
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

    /// The network, whatever it is called with.
    private struct Network: Encodable {
        let model: String
        let instructionSet: String
        let peakGigaflops: Double
        let layers: [Layer]
    }

    private let run: BenchmarkRun
    private let network: Network

    init(
        model: String, _ run: BenchmarkRun, _ instructionSet: InstructionSet,
        layers: [LayerReport]
    ) {
        let peak = instructionSet.peakGigaflops()
        self.run = run
        network = Network(
            model: model, instructionSet: instructionSet.rawValue, peakGigaflops: peak,
            layers: layers.map { layer in
                Layer(
                    name: layer.name, operator: layer.operation, zeros: layer.zeros,
                    algorithm: layer.algorithm, milliseconds: layer.duration / .milliseconds(1),
                    gigaflops: layer.gigaflops,
                    shareOfPeak: layer.gigaflops.map { $0 / (peak * Double(run.threads)) })
            })
    }

    func encode(to encoder: any Encoder) throws {
        try run.encode(to: encoder)
        try network.encode(to: encoder)
    }

    /// Prints a line for each layer, or where there are other engines for each of those, and one for all.
    ///
    /// - Throws: ``Failure`` where nothing can be printed.
    func show() throws {
        if run.engines == nil {
            try showLayers()
        } else {
            try EngineReport.show([run], instructionSet: network.instructionSet)
        }
        let cells = run.times.cells
        try Console.printResult(
            "median \(cells[0]) ms, 95 % below \(cells[1]), minimum \(cells[2]) of "
                + "\(NumberText.count(run.calls)) \(run.calls == 1 ? "call" : "calls"); "
                + "threads \(run.threads), batch \(run.batch), \(network.instructionSet), registers "
                + "allow \(NumberText.decimal(network.peakGigaflops, places: 0)) GFLOP/s a thread")
    }

    private func showLayers() throws {
        var table = TextTable(columns: [
            .init("layer"), .init("operator", dropOrder: 1), .init("zeros", alignment: .right),
            .init("algorithm", dropOrder: 2), .init("ms", alignment: .right),
            .init("GFLOP/s", alignment: .right, dropOrder: 3),
            .init("of peak", alignment: .right, dropOrder: 4),
        ])
        for layer in network.layers {
            table.append([
                layer.name, layer.operator, layer.zeros.map { NumberText.percent($0) } ?? "",
                layer.algorithm, NumberText.decimal(layer.milliseconds, atLeast: 3),
                layer.gigaflops.map { NumberText.decimal($0, places: 1) } ?? "",
                layer.shareOfPeak.map { NumberText.decimal(100 * $0, places: 0) + " %" } ?? "",
            ])
        }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
    }
}
