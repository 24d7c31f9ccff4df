import Layers
import Optimization
import Pruning
import Tensors

extension Trainer {
    /// Trains one step with each of some learning rates, from the first batch on, without pruning: the range
    /// test of L. N. Smith, "Cyclical Learning Rates for Training Neural Networks" (2017).
    ///
    /// The network, the optimizer and running statistics are not as they were before.
    ///
    /// - Parameter learningRates: The rates, one for each step.
    /// - Returns: The loss before the update of each step; fewer than rates where it ceases to be a finite
    ///   number.
    /// - Throws: What the parts throw.
    public func losses(at learningRates: [Double]) throws -> [Double] {
        network.setTraining(true)
        let step = TrainingStep(
            optimizer, gradientNorm: settings.gradientNorm, exchange: exchange, scaler: scaler)
        let tally = try Tally(of: task, device: device)
        var losses: [Double] = []
        var batches: (any BatchStream)?
        var epoch = -1
        for rate in learningRates {
            var group = try batches?.next(settings.accumulation, on: device) ?? []
            if group.isEmpty {
                epoch += 1
                let stream: any BatchStream = source.batches(epoch: epoch, startingAt: 0)
                group = try stream.next(settings.accumulation, on: device)
                batches = stream
            }
            guard !group.isEmpty else { break }
            let moment = TrainingMoment(epoch: epoch, step: 0, stepsPerEpoch: stepsPerEpoch)
            var sum = 0.0
            do {
                try step(learningRate: rate, batchCount: group.count) { index in
                    let loss = try loss(of: group[index], at: moment, into: tally)
                    sum += try withoutGradients { try loss.item() } / Double(group.count)
                    return loss
                }
            } catch TrainingError.diverged {
                break
            }
            guard sum.isFinite, !hasLostScale else { break }
            losses.append(sum)
        }
        return losses
    }
}
