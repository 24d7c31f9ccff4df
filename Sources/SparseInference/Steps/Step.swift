import InferenceKernels

/// One part of a prepared network, which reads and writes values of a workspace.
protocol Step: Sendable {
    /// What is said of it in tables.
    var layer: LayerDescription { get }

    /// The floats that each thread needs meanwhile.
    var scratchCount: Int { get }

    /// The bytes of its weights as they are kept for the kernels.
    var weightByteCount: Int { get }

    /// Its weights as kernels read them, where they can be kept in a file; nil for other steps.
    var laidOutWeights: LaidOutWeights? { get }

    /// Computes the values.
    func run(_ workspace: Workspace, _ pool: WorkerPool) throws
}

extension Step {
    var scratchCount: Int { 0 }
    var weightByteCount: Int { 0 }
    var laidOutWeights: LaidOutWeights? { nil }
}

/// What a step computes.
struct LayerDescription: Sendable {
    /// The name of the node.
    var name: String
    /// The operator with what is fused into it, as `Conv + Relu`.
    var operation: String
    /// How it is computed.
    var algorithm: String
    /// The share of zeros among its weights; nil without weights.
    var zeros: Double?
    /// Products of weights that are not zero, nil for what multiplies no weights.
    var multiplyAdds: Int?
}

/// The kernels of a set of instructions.
typealias Kernels = any KernelLevel.Type
