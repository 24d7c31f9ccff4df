import Datasets
import Foundation
import Layers
import Models
import Tensors
import Testing
import Training

@Suite struct EvaluationTests {
    /// Gives the mean pixel of an image as the logit of class 1 and ½ as that of class 0.
    private final class Threshold: Layer, ModeDependent {
        var isTraining = true

        func callAsFunction(_ input: Tensor) throws -> Tensor {
            let means = try input.mean(along: [1, 2, 3]).reshaped([input.shape[0], 1])
            return try Tensor.concatenating([means.zerosLike() + 0.5, means], along: 1)
        }
    }

    private func loader(_ pixels: [UInt8], labels: [UInt8], batchSize: Int) throws -> BatchLoader {
        let images = try InMemoryImages(
            name: "dots", classNames: ["dark", "light"],
            imageShape: ImageShape(channelCount: 1, height: 1, width: 1), pixels: pixels,
            labels: labels)
        return try BatchLoader(
            dataset: images, configuration: LoaderConfiguration(batchSize: batchSize))
    }

    @Test(arguments: 1...5) func countsWhateverTheBatchSize(batchSize: Int) throws {
        let loader = try loader(
            [0, 255, 255, 0, 255], labels: [0, 1, 0, 1, 1], batchSize: batchSize)
        let network = Threshold()
        let result = try evaluate(network, on: loader)
        #expect(result.correctCount == 3 && result.count == 5)
        #expect(result.accuracy == 0.6)
        #expect(network.isTraining)
        #expect(
            result.classes == [
                .init(correctCount: 1, count: 2), .init(correctCount: 2, count: 3),
            ])
        // The logits are ½ apart: a right answer costs log(1 + e^−½), a wrong one log(1 + e^½).
        let loss = (3 * log(1 + exp(-0.5)) + 2 * log(1 + exp(0.5))) / 5
        // Single precision, a few roundings of numbers below 1.
        #expect(abs(result.loss - loss) < 8 * 0x1p-24)
    }

    @Test(arguments: [true, false]) func givesTheModeBack(isTraining: Bool) throws {
        let loader = try loader([0, 255], labels: [0, 1], batchSize: 2)
        let network = Threshold()
        network.isTraining = isTraining
        _ = try evaluate(network, on: loader)
        #expect(network.isTraining == isTraining)
        struct Refusal: Error {}
        let broken = CustomTask("broken") { _, _ in throw Refusal() }
        #expect(throws: Refusal.self) { try evaluate(network, on: loader, task: broken) }
        #expect(network.isTraining == isTraining)
    }

    @Test func tallyWeighsBatchesByTheirImages() throws {
        let tally = try Tally(of: Classification(), device: .cpu)
        #expect(try tally.meanLoss == 0 && tally.score.isNaN)
        try tally.add(
            outputs: ["logits": Tensor([Float(0), 1], shape: [1, 2])],
            batch: Batch(inputs: [:], targets: ["labels": Tensor([Int64(1)], shape: [1])]),
            loss: Tensor([Float(4)], shape: []))
        try tally.add(
            outputs: ["logits": Tensor([Float(0), 1, 2, 1, 0, 1], shape: [3, 2])],
            batch: Batch(inputs: [:], targets: ["labels": Tensor([Int64(0), 1, 1], shape: [3])]),
            loss: Tensor([Float(2)], shape: []))
        #expect(tally.count == 4)
        #expect(try tally.values == ["accuracy": 0.5, "loss": 2.5])
    }
}
