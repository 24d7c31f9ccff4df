/// What loading a state dictionary may find without failing.
public struct LoadTolerance: OptionSet, Sendable {
    /// One bit for each kind of difference.
    public let rawValue: Int

    /// Makes a set of its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Tensors of the network that the state dictionary does not have; they keep their values.
    public static let missing = LoadTolerance(rawValue: 1)
    /// Tensors that the network does not have; they are ignored.
    public static let unexpected = LoadTolerance(rawValue: 2)
    /// Tensors of another shape, such as a classifier for other classes, or integers for
    /// floating-point numbers and the reverse; those of the network keep their values.
    public static let wrongShape = LoadTolerance(rawValue: 4)
    /// Missing counts of batches, `num_batches_tracked`, which PyTorch saves since 0.4.1; those of
    /// the network keep their values, and PyTorch itself does the same.
    public static let missingBatchCounts = LoadTolerance(rawValue: 8)
}

/// How a state dictionary fitted a network.
public struct WeightReport: Equatable, Sendable, CustomStringConvertible {
    /// A tensor of another shape or type than the network's.
    public struct Misfit: Equatable, Sendable, CustomStringConvertible {
        /// The tensor's name.
        public let name: String
        /// The type and shape in the state dictionary, such as "float32 [10, 64]".
        public let found: String
        /// The type and shape in the network.
        public let needed: String

        /// Name, found and needed.
        public var description: String { "\(name) \(found), needed \(needed)" }
    }

    /// The tensors that were copied into the network.
    public internal(set) var loaded: [String] = []
    /// The network's tensors that the state dictionary did not have.
    public internal(set) var missing: [String] = []
    /// The state dictionary's tensors that the network does not have, sorted.
    public internal(set) var unexpected: [String] = []
    /// The tensors that both have, in another shape or type.
    public internal(set) var wrongShape: [Misfit] = []
    /// The network's tensors that the state dictionary cannot have, such as the classifier of a
    /// network that was trained for something else; they keep their random values.
    public private(set) var fresh: [String] = []
    /// The state dictionary's tensors that are known to be of no use here, such as the heads of
    /// pre-training.
    public private(set) var unused: [String] = []
    /// Those of the loaded tensors whose elements were converted to the network's type.
    public internal(set) var converted: [String] = []

    /// Whether every tensor of the network was loaded, and nothing else was there.
    public var isComplete: Bool {
        [missing, fresh, unexpected, unused].allSatisfy(\.isEmpty) && wrongShape.isEmpty
    }

    /// Makes the report of a network that came with its weights.
    ///
    /// - Parameters:
    ///   - loaded: The tensors that it came with.
    ///   - fresh: Those that are random, because the network was to give other outputs.
    public init(loaded: [String] = [], fresh: [String] = []) {
        self.loaded = loaded
        self.fresh = fresh
    }

    /// Returns the report with `fresh` counted as such instead of as loaded, and with `unused`.
    public func with(fresh: [String], unused: [String]) -> WeightReport {
        var report = self
        report.loaded.removeAll { fresh.contains($0) }
        report.fresh = fresh
        report.unused = unused
        return report
    }

    /// One line with the counts and the first names.
    public var description: String {
        (["\(loaded.count) tensors loaded"]
            + [
                LayerError.phrase("converted", converted), LayerError.phrase("missing", missing),
                LayerError.phrase("with random values", fresh), LayerError.phrase("unused", unused),
                LayerError.phrase("unexpected", unexpected),
                LayerError.phrase("of another shape or type", wrongShape.map(\.description)),
            ].compactMap { $0 }).joined(separator: "; ")
    }

    /// Whether nothing differs but what `tolerance` allows, and there is anything that fits.
    func isAccepted(by tolerance: LoadTolerance) -> Bool {
        let isTrackedCount = { (name: String) in name.hasSuffix("num_batches_tracked") }
        let isMissingAllowed =
            tolerance.contains(.missing)
            || missing.allSatisfy { tolerance.contains(.missingBatchCounts) && isTrackedCount($0) }
        return isMissingAllowed
            && (unexpected.isEmpty || tolerance.contains(.unexpected))
            && (wrongShape.isEmpty || tolerance.contains(.wrongShape))
            && (!loaded.isEmpty || missing.isEmpty && wrongShape.isEmpty)
    }
}
