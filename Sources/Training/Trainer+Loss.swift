import Layers
import Optimization
import Pruning
import Tensors

extension Trainer {
    /// The loss of a batch, a single number; counts the batch in `tally`.
    ///
    /// With ``autocast``, the loss gets what the network gives in single precision, and the teacher's
    /// answer too.
    func loss(
        of batch: Batch, at moment: TrainingMoment, into tally: Tally
    ) throws -> Tensor {
        let inputs = try batch.inputs.laidOut(memoryFormat)
        let weight = try self.weight(of: batch)
        let (outputs, loss) = try withAutocast(autocast, on: device) {
            let outputs = try network(inputs).mapTensors(inSinglePrecision)
            // The mean over no terms is no number; what the network gives enters the loss all the same.
            let loss =
                weight > 0
                ? try meanLoss(of: outputs, inputs: inputs, for: batch)
                : try outputs.tensors[0].sum() * 0
            return (outputs, try inSinglePrecision(loss))
        }
        guard weight > 0 else { return loss }
        // Reading the number of another device would wait for it in every step.
        if device == .cpu, try !withoutGradients({ try loss.item() }).isFinite {
            if let name = try inputs.firstNameNotFinite() ?? batch.targets.firstNameNotFinite() {
                throw divergence(.examples(name), at: moment)
            }
            throw try divergence(before: moment, otherwise: .loss)
        }
        if batch.isCounted(in: processes) {
            try tally.add(outputs: outputs, batch: batch, loss: loss)
        }
        return weight == 1 ? loss : try loss * weight
    }

    /// The loss of the task and that of the teacher.
    private func meanLoss(
        of outputs: NamedTensors, inputs: NamedTensors, for batch: Batch
    ) throws -> Tensor {
        var loss = try task.loss(of: outputs, targets: batch.targets)
        if let mixed = batch.mixed {
            let other = try task.loss(of: outputs, targets: mixed.targets)
            loss = try loss * mixed.ownShare + other * (1 - mixed.ownShare)
        }
        return try distillation?.loss(taskLoss: loss, outputs: outputs, inputs: inputs) ?? loss
    }

    private func inSinglePrecision(_ tensor: Tensor) throws -> Tensor {
        autocast == .none ? tensor : try tensor.widened()
    }

    /// Whether gradients were not finite however little the loss was scaled.
    var hasLostScale: Bool { scaler.map { $0.state.scale < 1 } ?? false }
}
