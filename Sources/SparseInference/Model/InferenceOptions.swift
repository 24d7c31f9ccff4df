public import InferenceKernels

/// How a network is prepared.
public struct InferenceOptions: Sendable {
    /// How the weights of a layer are multiplied.
    public enum Selection: String, CaseIterable, Sendable {
        /// As costs say that were measured: the same choice every time.
        case estimated
        /// The faster of both, measured for each layer when the network is prepared.
        case measured
        /// Zeros are multiplied as other weights.
        case dense
        /// Zeros are left out, however few there are.
        case sparse
    }

    /// The threads of a call, at least 1. No result depends on their number.
    public var threads: Int
    /// The instructions of the kernels.
    public var instructionSet: InstructionSet
    /// How the weights of a layer are multiplied.
    public var selection: Selection
    /// A number for each size that is a symbol in the network.
    public var sizes: [String: Int]
    /// What multiplying weights costs; `nil` for ``KernelCosts/current(for:)``.
    public var costs: KernelCosts?

    /// Makes options.
    ///
    /// - Parameters:
    ///   - threads: The threads of a call; less than 1 means 1.
    ///   - instructionSet: The instructions of the kernels, by default the widest of the processor.
    ///   - selection: How the weights of a layer are multiplied.
    ///   - sizes: A number for each size that is a symbol in the network.
    ///   - costs: What multiplying weights costs, by default as was measured for this processor, or else
    ///     on another one.
    public init(
        threads: Int = 1, instructionSet: InstructionSet = .best,
        selection: Selection = .estimated, sizes: [String: Int] = [:], costs: KernelCosts? = nil
    ) {
        self.threads = max(1, threads)
        self.instructionSet = instructionSet
        self.selection = selection
        self.sizes = sizes
        self.costs = costs
    }
}
