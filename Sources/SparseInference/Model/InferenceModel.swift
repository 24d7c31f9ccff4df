public import Graphs
import InferenceKernels
import ModelFiles

/// A network that is prepared to be run: its zeros are left out, its memory is planned.
///
/// A model can be called from several threads at once; each call has memory of its own, which is
/// kept for the next one. Numbers are single-precision floats; results depend on the instruction
/// set, and not on the number of threads.
public final class InferenceModel: Sendable {
    /// The inputs with their sizes.
    public let inputs: [Graph.Input]
    /// The names of the outputs.
    public let outputs: [String]
    /// The types and sizes of the outputs by name.
    public let outputTypes: [String: TensorType]
    /// How the network was prepared.
    public let options: InferenceOptions
    /// The memory that the network and one call take.
    public let reservedMemory: ReservedMemory

    let steps: [any Step]
    private let values: [String: Value]
    private let memory: WorkspacePool
    private let pool: WorkerPool

    /// Prepares a network.
    ///
    /// - Parameters:
    ///   - graph: The network; weights of 16 bits are widened.
    ///   - options: Threads, instructions, and the sizes that are symbols in the graph.
    /// - Throws: ``InferenceError`` for sizes that are not known, instructions that the processor does not
    ///   have, and memory that there is not; `GraphError` for a graph that is not valid for the sizes.
    public convenience init(
        _ graph: Graph, options: InferenceOptions = InferenceOptions()
    ) throws {
        try self.init(Self.compiler(graph, options))
    }

    /// Makes the steps of a network.
    static func compiler(
        _ graph: Graph, _ options: InferenceOptions, isForFile: Bool = false
    ) throws -> Compiler {
        guard options.instructionSet.isSupported else {
            throw InferenceError.unsupportedInstructions(options.instructionSet.rawValue)
        }
        return try Compiler(prepared(graph, options.sizes), options, isForFile: isForFile)
    }

    /// Takes the steps of a network.
    init(_ compiler: Compiler) throws {
        let (graph, options) = (compiler.facts.graph, compiler.options)
        var values: [String: Value] = [:]
        for input in compiler.inputs { values[input.name] = compiler.values[input.name] }
        for output in graph.outputs { values[output] = compiler.values[output] }
        self.values = values
        inputs = compiler.inputs
        outputs = graph.outputs
        self.options = options
        outputTypes = compiler.facts.types.filter { graph.outputs.contains($0.key) }
        pool = WorkerPool(count: options.threads)
        memory = try WorkspacePool(compiler)
        steps = try Self.fastest(compiler.steps, memory, pool)
        reservedMemory = ReservedMemory(steps, memory)
    }

    /// Of each step the way that is fastest here, where there are several.
    private static func fastest(
        _ steps: [[any Step]], _ memory: WorkspacePool, _ pool: WorkerPool
    ) throws -> [any Step] {
        let workspace = memory.take()
        defer { memory.give(workspace) }
        let clock = ContinuousClock()
        return try steps.map { ways in
            guard ways.count > 1 else { return ways[0] }
            let times = try ways.map { step in
                try (0..<5).map { _ in try clock.measure { try step.run(workspace, pool) } }.min()
                    ?? .zero
            }
            let best = times.indices.min { times[$0] < times[$1] } ?? 0
            return ways[best]
        }
    }
}

extension InferenceModel {
    /// Prepares the network in a file.
    ///
    /// - Parameters:
    ///   - path: An ONNX file, a model that carries its graph, compressed or not, or a prepared network.
    ///   - options: As in ``init(_:options:)``. Of a prepared network the threads count, and sizes must be those
    ///     of the file.
    /// - Throws: What reading the file throws, `ModelFileError`, and as ``init(_:options:)``.
    public convenience init(
        _ path: String, options: InferenceOptions = InferenceOptions()
    ) throws {
        if let file = try PreparedFile.recognized(at: path) {
            try self.init(file, options: options)
        } else {
            try self.init(ModelGraph.read(at: path), options: options)
        }
    }

    /// Takes a network that was prepared before. The file stays mapped as long as the model lives.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - options: The threads; sizes must be those of the file, and all else is as the file says.
    /// - Throws: ``InferenceError``, for a file that does not suit this processor, these sizes or this program.
    public convenience init(
        _ file: PreparedFile, options: InferenceOptions = InferenceOptions()
    ) throws {
        try self.init(
            file.reporting {
                try Compiler(
                    file.graph, file.options(options), stored: file.products, isForFile: true)
            })
    }

    /// The graph as it is compiled: simplified, with its sizes and without batch norms.
    private static func prepared(_ graph: Graph, _ sizes: [String: Int]) throws -> Graph {
        let bound = graph.binding(sizes)
        var free: [String] = []
        for case .symbol(let name) in bound.inputs.flatMap(\.type.shape)
        where !free.contains(name) {
            free.append(name)
        }
        if !free.isEmpty { throw InferenceError.freeSizes(names: free) }
        // Nothing is written, so that constants may be as large as they are.
        return try bound.widened().simplified().foldingConstants(limit: .max)
            .foldingBatchNormalization()
    }

    /// Computes the outputs.
    ///
    /// - Parameter inputs: A tensor for each input, of the type and sizes of ``inputs``.
    /// - Returns: The outputs by name.
    /// - Throws: ``InferenceError/wrongInput(name:problem:)`` for an input that is missing or does not
    ///   fit, and `GraphError` where the elements do not suit an operation.
    public func predict(_ inputs: [String: TensorData]) throws -> [String: TensorData] {
        try run(inputs) { step, workspace in try step.run(workspace, pool) }
    }

    /// Computes the outputs and measures every layer.
    ///
    /// - Parameters:
    ///   - inputs: As in ``predict(_:)``.
    ///   - count: How often all is computed, at least once; times are medians.
    /// - Returns: The layers in the order in which they are computed.
    /// - Throws: As ``predict(_:)``.
    public func measureLayers(
        _ inputs: [String: TensorData], count: Int
    ) throws -> [LayerReport] {
        var times = steps.map { _ in [Duration]() }
        for _ in 0..<max(1, count) {
            var index = 0
            _ = try run(inputs) { step, workspace in
                let clock = ContinuousClock()
                times[index].append(try clock.measure { try step.run(workspace, pool) })
                index += 1
            }
        }
        return zip(steps, times).map { step, times in
            LayerReport(step.layer, duration: times.sorted()[times.count / 2])
        }
    }

    private func run(
        _ inputs: [String: TensorData], _ body: (any Step, Workspace) throws -> Void
    ) throws -> [String: TensorData] {
        let workspace = memory.take()
        defer { memory.give(workspace) }
        try write(inputs, to: workspace)
        for step in steps { try body(step, workspace) }
        var results: [String: TensorData] = [:]
        for output in outputs { results[output] = try read(output, from: workspace) }
        return results
    }

    private func write(_ tensors: [String: TensorData], to workspace: Workspace) throws {
        if let name = tensors.keys.sorted().first(where: { name in
            !inputs.contains { $0.name == name }
        }) {
            throw InferenceError.wrongInput(
                name: name, problem: "the network has none of that name")
        }
        for input in inputs {
            guard let tensor = tensors[input.name] else {
                throw InferenceError.wrongInput(name: input.name, problem: "it is not given")
            }
            guard tensor.type == input.type else {
                throw InferenceError.wrongInput(
                    name: input.name,
                    problem: "it has the type \(tensor.type); \(input.type) is needed")
            }
            values[input.name]?.set(tensor, in: workspace)
        }
    }

    private func read(_ name: String, from workspace: Workspace) throws -> TensorData {
        switch values[name] {
        case .floats(let view):
            let bytes = [UInt8](unsafeUninitializedCapacity: 4 * view.count) { buffer, count in
                buffer.withMemoryRebound(to: Float.self) { floats in
                    if let start = floats.baseAddress { workspace.read(view, into: start) }
                }
                count = 4 * view.count
            }
            let shape = outputTypes[name]?.shape.compactMap(\.value)
            return try TensorData(.float32, shape: shape ?? view.shape, bytes: bytes)
        case .truths(let view):
            return try TensorData(
                .bool, shape: view.shape, bytes: workspace.floats(view).map { $0 == 0 ? 0 : 1 })
        case .tensor(let slot):
            guard let tensor = workspace.tensors[slot] else { fallthrough }
            return try tensor.data
        case nil: throw GraphError.undefined(value: name, user: "the list of outputs")
        }
    }
}
