public import Layers
public import Tensors

/// The exponential moving average of the weights and running statistics of a network.
///
/// After every step a ← d·a + (1 − d)·w, with d = min(decay, (1 + n) / (10 + n)) after n steps, so that the
/// first weights are soon forgotten.
///
/// What is averaged are the stored weights. Masks act on the averages as on weights, and are never
/// averaged themselves: a fixed mask makes its zeros of them too, and any other mask takes out as many of
/// them as it is to. When masks are fixed, which changes weights at once, the average begins anew.
///
/// Source: Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992; the formula of
/// *d* is that of TensorFlow's `ExponentialMovingAverage` with `num_updates`.
public final class WeightAverage {
    /// The largest share that an average keeps of itself in a step, in `0..<1`.
    public let decay: Double

    /// The steps since the average began.
    public private(set) var stepCount = 0

    private let network: any Network
    private var averages: [(name: String, tensor: Tensor)]

    /// Begins with the values that `network` has.
    public init(of network: any Network, decay: Double) throws {
        self.network = network
        self.decay = decay
        averages = try Self.values(of: network).map { ($0.name, try $0.tensor.clone()) }
    }

    /// Takes in the weights after a step.
    public func update() throws {
        stepCount += 1
        let count = Double(stepCount)
        let share = min(decay, (1 + count) / (10 + count))
        try withoutGradients {
            for (average, value) in zip(averages, try Self.values(of: network)) {
                try average.tensor.multiply(by: share)
                try average.tensor.add(value.tensor, scale: 1 - share)
            }
        }
    }

    /// Begins anew with the values that the network has.
    public func restart() throws {
        stepCount = 0
        try copy(from: Self.values(of: network), to: averages)
    }

    /// Calls `body` while the network has the averages in the place of its values.
    public func inPlace<Result>(_ body: () throws -> Result) throws -> Result {
        let values = try Self.values(of: network)
        let own = try withoutGradients { try values.map { ($0.name, try $0.tensor.clone()) } }
        try copy(from: averages, to: values)
        let result: Result
        do {
            result = try body()
        } catch {
            try copy(from: own, to: values)
            throw error
        }
        try copy(from: own, to: values)
        return result
    }

    /// Gives the network the averages for good.
    public func replaceWeights() throws {
        try copy(from: averages, to: Self.values(of: network))
    }

    /// All that the next steps depend on besides ``stepCount``, by name.
    public var state: [(name: String, tensor: Tensor)] { averages }

    /// Goes back to a ``state``.
    ///
    /// - Returns: Whether `state` has all tensors of the network; otherwise nothing is changed.
    public func restore(_ state: [(name: String, tensor: Tensor)], stepCount: Int) throws -> Bool {
        let given = Dictionary(state.map { ($0.name, $0.tensor) }) { first, _ in first }
        let found = averages.compactMap { own in
            given[own.name].flatMap { $0.shape == own.tensor.shape ? (own.name, $0) : nil }
        }
        guard found.count == averages.count else { return false }
        try copy(from: found, to: averages)
        self.stepCount = stepCount
        return true
    }

    /// The numbers of the network that are averaged: weights, and statistics that are no counts.
    private static func values(of network: any Network) throws -> [(name: String, tensor: Tensor)] {
        network.namedParameters.distinct.map { ($0.path, $0.parameter.tensor) }
            + network.namedBuffers.map { ($0.path, $0.buffer.tensor) }
            .filter { $0.1.isFloatingPoint }
    }

    private func copy(
        from source: [(name: String, tensor: Tensor)], to target: [(name: String, tensor: Tensor)]
    ) throws {
        try withoutGradients {
            for (from, to) in zip(source, target) { try to.tensor.copy(from: from.tensor) }
        }
    }
}
