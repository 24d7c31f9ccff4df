import Files
import Graphs
import InferenceKernels
import ModelFiles
import SparseInference

/// The network that `benchmark` is asked about, with its inputs.
struct BenchmarkSubject {
    /// The network with one number of threads and of examples.
    struct Prepared {
        let model: InferenceModel
        let inputs: [String: TensorData]
        let batch: Int
        /// The time to read the file and prepare the network.
        let preparation: Duration
    }

    /// The network, for any number of examples where others than one are asked for; of a prepared network the
    /// inputs alone.
    let graph: Graph
    /// Whether the file is ONNX and takes the inputs as they are given to this network.
    let isItsFile: Bool
    let instructionSet: InstructionSet

    /// Whether the file is a prepared network, and not the network itself.
    var isPrepared: Bool { file != nil }

    private let request: BenchmarkRequest
    private let file: PreparedFile?
    private let given: GivenInputs?
    private let sizes: [String: Int]
    private let reading: Duration

    /// Reads the network and the inputs.
    ///
    /// - Throws: What reading files throws, and ``Failure`` for sizes that do not belong to the network.
    init(_ request: BenchmarkRequest) throws {
        let clock = ContinuousClock()
        let start = clock.now
        self.request = request
        file = try PreparedFile.recognized(at: request.model)
        let graph: Graph
        if let file {
            try request.preparation.refuse(for: request.model)
            graph = Graph(inputs: file.inputs, outputs: [], nodes: [], weights: [:])
            self.graph = graph
        } else {
            graph = try ModelGraph.read(at: request.model)
            let isOneExample = try request.input == nil && request.batches == [1]
            self.graph = isOneExample ? graph : try graph.withFreeBatch()
        }
        isItsFile =
            request.model.hasEnding(".onnx") && self.graph.inputs == graph.inputs
            && !graph.inputs.contains { [.float16, .bfloat16].contains($0.type.elementType) }
        given = try request.input.map { [graph = self.graph] in
            // The prepared network has no inputs of 16 bits.
            try GivenInputs(path: $0, for: graph.widened())
        }
        instructionSet = file?.instructionSet ?? request.preparation.instructionSet ?? .best
        sizes = try Self.sizes(request, self.graph, given)
        reading = clock.now - start
    }

    /// The sizes that were given, which must be free in the network.
    private static func sizes(
        _ request: BenchmarkRequest, _ graph: Graph, _ given: GivenInputs?
    ) throws -> [String: Int] {
        let asked = try request.preparation.sizes(of: graph, model: request.model)
        if let name = asked.keys.sorted().first(where: { given?.sizes[$0] != nil }) {
            throw Failure(.wrongUsage, "--size names '\(name)', which --input says")
        }
        return asked.merging(given?.sizes ?? [:]) { $1 }
    }

    /// Prepares the network.
    ///
    /// - Throws: `GraphError` and `InferenceError` for a network that cannot be run, and ``Failure``
    ///   where it takes another number of examples only.
    func prepared(threads: Int, batch: Int) throws -> Prepared {
        let clock = ContinuousClock()
        let start = clock.now
        let sizes = graph.usualSizes(batch: batch).merging(sizes) { $1 }
        let count =
            given == nil
            ? try graph.exampleCount(sizes, asked: batch, model: request.model)
            : graph.exampleCount(sizes) ?? batch
        let model: InferenceModel
        do {
            if let file {
                model = try InferenceModel(file, options: InferenceOptions(threads: threads))
            } else {
                let options = try request.preparation.options(threads: threads, sizes: sizes)
                model = try InferenceModel(graph, options: options)
            }
        } catch let error as GraphError where given == nil && batch != 1 {
            throw Failure(
                .badData,
                "'\(request.model)' cannot be run with --batch \(batch): \(error.description)")
        }
        let preparation = reading + (clock.now - start)
        return Prepared(
            model: model, inputs: try given?.tensors ?? model.randomInputs(),
            batch: given?.batch ?? count, preparation: preparation)
    }
}
