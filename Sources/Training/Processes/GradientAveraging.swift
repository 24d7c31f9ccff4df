public import Layers
public import Optimization
public import ProcessGroups
public import Tensors

/// Averages gradients over processes in buckets, while the backward pass still computes others.
public final class GradientAveraging: GradientExchange {
    private let processes: ProcessGroup
    private var reducer: GradientReducer?

    /// Averages over `processes`.
    public init(over processes: ProcessGroup) {
        self.processes = processes
    }

    /// Back-propagates; what is trained may change from step to step, as methods give parameters up.
    ///
    /// - Throws: `ProcessError.gaveUp`, and what back-propagation throws.
    public func backward(from loss: Tensor, of parameters: [NamedParameter]) throws {
        let tensors = parameters.trainedTensors
        try processes.exchanging("averaging gradients") {
            let reducer = try self.reducer(of: tensors)
            try reducer.prepare(for: loss)
            try loss.backward()
        }
    }

    private func reducer(of tensors: [Tensor]) throws -> GradientReducer {
        if let reducer, reducer.watches(tensors) { return reducer }
        // Two reducers must not watch one tensor.
        reducer = nil
        let new = try processes.reducer(of: tensors)
        reducer = new
        return new
    }
}

/// Averages gradients over processes when the backward pass is over, one after another: the reference for
/// ``GradientAveraging``.
public final class PlainGradientAveraging: GradientExchange {
    private let processes: ProcessGroup

    /// Averages over `processes`.
    public init(over processes: ProcessGroup) {
        self.processes = processes
    }

    /// Back-propagates, and averages the gradients that there are.
    public func backward(from loss: Tensor, of parameters: [NamedParameter]) throws {
        try loss.backward()
        try withoutGradients {
            for tensor in parameters.trainedTensors {
                guard let gradient = try tensor.gradient else { continue }
                try gradient.multiply(by: 1 / Double(processes.size))
                try processes.sum(gradient, "averaging gradients")
            }
        }
    }
}

extension [NamedParameter] {
    /// The values that get gradients, each once.
    fileprivate var trainedTensors: [Tensor] {
        distinct.map(\.parameter.tensor).filter(\.requiresGradient)
    }
}
