import Layers
import Pruning
import Tensors

/// What a pruner does in a training step, without the network around it: nothing without a pruner.
struct PruningAlone {
    private let pruner: Pruner?
    private let parameters: [Parameter]

    /// What arrives from the network, for each parameter; the values make no difference.
    private let gradients: [Tensor]

    init(_ pruner: Pruner?) throws {
        self.pruner = pruner
        parameters = pruner?.layers.flatMap(\.parameters) ?? []
        gradients = try parameters.map { try Tensor.randomNormal($0.tensor.shape) }
    }

    /// The seconds of one step's work on all pruned parameters.
    func seconds() throws -> Double {
        let moment = TrainingMoment(epoch: 0)
        for parameter in parameters { try parameter.tensor.setGradient(nil) }
        var weights: [Tensor] = []
        var total = try elapsed {
            try pruner?.advance(to: moment)
            weights = try parameters.map { try $0.effective }
        }
        for (weight, gradient) in zip(weights, gradients) {
            let network = try StandIn(using: weight, gradient: gradient)
            total += try elapsed { try network.output.backward() }
        }
        if let pruner {
            total += try elapsed { try pruner.method.finishBackward(pruner.layers, at: moment) }
        }
        return total
    }
}

/// Something computed with weights, whose gradient with respect to them is known. As in a network, the
/// gradient has just been written and nothing else refers to it.
private struct StandIn {
    let output: Tensor

    init(using weight: Tensor, gradient: Tensor) throws {
        var arriving: Tensor? = try gradient.clone()
        output = try withCustomGradient(
            of: [weight], forward: { try Tensor.full([1], 0) },
            backward: { _ in
                defer { arriving = nil }
                return [arriving]
            })
    }
}
