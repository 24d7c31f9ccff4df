import Graphs
import ONNXFiles
import SparseInference

/// Other engines that take turns with a network in short blocks, so that whatever else the machine does
/// slows all of them alike.
struct EngineTurns {
    /// The seconds of a block, where all are long enough for some.
    private static let blockSeconds = 0.2
    private static let leastBlockCount = 5.0

    private let request: BenchmarkRequest
    private let engines: [Engine]
    private let folder: PassingFolder
    /// The network as an ONNX file.
    private let model: String

    /// Writes the network as ONNX, unless its file is that already.
    ///
    /// - Throws: `FileError`, and what a graph throws that cannot be written.
    init(_ request: BenchmarkRequest, _ subject: BenchmarkSubject) throws {
        if subject.isPrepared {
            throw Failure(
                .wrongUsage,
                "--against runs the network itself, and '\(request.model)' is a prepared one")
        }
        self.request = request
        engines = try request.engines
        folder = try PassingFolder()
        model = subject.isItsFile ? request.model : folder.path + "/model.onnx"
        guard !subject.isItsFile else { return }
        do {
            try ONNXWriter().write(subject.graph.widened().followingAliases(), to: model)
        } catch {
            removeFiles()
            throw error
        }
    }

    /// Removes what was written for other engines.
    func removeFiles() { folder.remove() }

    /// Measures a network and the other engines.
    ///
    /// - Parameters:
    ///   - network: The network.
    ///   - inputs: Its inputs.
    ///   - seconds: How long each is measured.
    /// - Returns: The times of the network, and a report for each engine; those that are not installed are
    ///   left out where any may be missing.
    /// - Throws: As `InferenceModel.predict(_:)`, and `FileError`.
    func measure(
        _ network: InferenceModel, _ inputs: [String: TensorData], seconds: Double
    ) throws -> (own: CallTimes, engines: [EngineReport]?) {
        let asked = try EngineRequest(network, inputs, model: model, folder: folder.path)
        let runners = engines.map {
            EngineRunner($0, python: request.enginePython, limit: request.answerSeconds)
        }
        defer { for runner in runners { runner.end() } }
        for runner in runners {
            if Console.isTerminal { Console.redraw("\(runner.engine) is made ready") }
            runner.start(asked)
        }
        let block = min(Self.blockSeconds, seconds / Self.leastBlockCount)
        var (own, measured) = ([Duration](), Duration.zero)
        repeat {
            let times = try network.latencies(inputs, seconds: block, uncountedCount: 1)
            own += times
            measured += times.reduce(.zero, +)
            for runner in runners { runner.takeTurn(seconds: block) }
        } while measured < .seconds(seconds)
        let times = CallTimes(own)
        let counted = runners.filter { !request.takesInstalledEngines || !$0.isMissing }
        return (times, counted.map { $0.report(beside: times) })
    }
}
