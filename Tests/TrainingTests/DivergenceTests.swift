import Datasets
import Layers
import Models
import Optimization
import Tensors
import TestSupport
import Testing
import Training

/// Training stops where numbers that are not finite are first seen, and says where.
@Suite struct DivergenceTests {
    /// One step and one epoch are enough for all of them; each breaks in a way of its own.
    private final class Network: Layer {
        enum Fault { case none, loss, gradients, statistics }

        let hidden: Linear
        let norm: BatchNorm2D
        let output: Linear
        let fault: Fault

        init(_ fault: Fault) throws {
            hidden = try Linear(4, 3)
            norm = try BatchNorm2D(3)
            output = try Linear(3, 2)
            self.fault = fault
        }

        func callAsFunction(_ input: Tensor) throws -> Tensor {
            var x = try hidden(input.flattened())
            switch fault {
            case .none: break
            case .loss: return try output(x) * 1e38 * 1e38
            // The derivative of the root of 0 is infinite, and 0 times infinity is no number.
            case .gradients: x = try x + ((hidden.bias?.effective ?? x) * 0).squareRoot()
            case .statistics: x = try x * 1e25
            }
            return try output(norm(x.reshaped([-1, 3, 1, 1])).reshaped([-1, 3]))
        }
    }

    private func text(
        _ fault: Network.Fault, learningRate: Double = 0.1, batchSize: Int = 3, count: Int = 6,
        autocast: Autocast = .none
    ) throws -> String? {
        var random = SeededRandom(seed: 1)
        let images = try InMemoryImages(
            name: "dots", classNames: ["a", "b"],
            imageShape: ImageShape(channelCount: 1, height: 2, width: 2),
            pixels: (0..<4 * count).map { _ in .random(in: 0...255, using: &random) },
            labels: (0..<count).map { UInt8($0 % 2) })
        let network = try Network(fault)
        try withoutGradients {
            for named in network.namedParameters where named.path.hasSuffix("hidden.weight") {
                let values = (0..<12).map { _ in Float.random(in: -1...1, using: &random) }
                try named.parameter.tensor.copy(from: Tensor(values, shape: [3, 4]))
            }
        }
        let loader = try BatchLoader(
            dataset: images, configuration: LoaderConfiguration(batchSize: batchSize))
        let trainer = Trainer(
            network, optimizer: try SGD(network.namedParameters), source: loader,
            settings: Trainer.Settings(epochCount: 1, learningRate: learningRate))
        trainer.autocast = autocast
        let tally = try Tally(of: Classification(), device: .cpu)
        return message { try trainer.trainEpoch(0, into: tally) }
    }

    @Test func isNotSeenInFiniteTraining() throws {
        #expect(try text(.none) == nil)
    }

    @Test func isSeenInTheLoss() throws {
        #expect(
            try text(.loss)
                == "training diverged in epoch 1, step 1: the loss is not a finite number; "
                + "the learning rate is 0.1")
    }

    @Test func isSeenInTheGradients() throws {
        #expect(
            try text(.gradients)
                == "training diverged in epoch 1, step 1: the gradients of 'hidden.bias' are not "
                + "finite numbers; the learning rate is 0.1")
    }

    /// No learning rate is to blame for what is in the data.
    @Test(arguments: [Float.nan, .infinity])
    func isToldApartFromNumbersOfTheExamples(value: Float) throws {
        let network = try Network(.none)
        let trainer = Trainer(
            network, optimizer: try SGD(network.namedParameters), source: TwoBatches(last: value),
            settings: Trainer.Settings(epochCount: 1, learningRate: 0.1))
        let tally = try Tally(of: Classification(), device: .cpu)
        #expect(
            message { try trainer.trainEpoch(0, into: tally) }
                == "training stopped in epoch 1, step 2: the examples of this step have values of "
                + "'images' that are not finite numbers")
    }

    /// Two batches of two examples; the second one has a value of its own.
    private struct TwoBatches: BatchSource {
        let last: Float
        let batchCount = 2
        let smallestBatchCount = 2

        final class Batches: BatchStream {
            private var values: [Float]

            init(_ values: [Float]) { self.values = values }

            func next(on device: Device) throws -> Batch? {
                guard !values.isEmpty else { return nil }
                let pixels: [Float] = [0, 1, 2, 3, 3, 2, 1, values.removeFirst()]
                return Batch(
                    inputs: ["images": try Tensor(pixels, shape: [2, 1, 2, 2])],
                    targets: ["labels": try Tensor([0, 1] as [Int64], shape: [2])])
            }
        }

        func batches(epoch: Int, startingAt batchIndex: Int) -> Batches {
            Batches(Array([0, last][batchIndex...]))
        }
    }

    /// Halved 17 times, the scale has fallen from 65536 below 1.
    @Test func isSeenWhereEveryScaleOverflows() throws {
        #expect(
            try text(.gradients, batchSize: 2, count: 40, autocast: .float16)
                == "training diverged in epoch 1, step 17: the gradients are not finite numbers in "
                + "float16, not even with a loss scale of 1; the learning rate is 0.1")
        #expect(try text(.gradients, batchSize: 2, count: 32, autocast: .float16) == nil)
    }

    @Test func isSeenInTheWeights() throws {
        let found = try #require(try text(.none, learningRate: 1e45, batchSize: 6))
        #expect(found.hasPrefix("training diverged in epoch 1, step 1: the "))
        #expect(found.hasSuffix("' are not finite numbers; the learning rate is 1e+45"))
    }

    @Test func isSeenInTheStatistics() throws {
        #expect(
            try text(.statistics)
                == "training diverged in epoch 1, step 2: the running statistics "
                + "'norm.running_var' are not finite numbers, with finite weights")
    }

    /// The last of three batches has one example.
    @Test func isPreventedWhereABatchHasOneValuePerChannel() throws {
        #expect(
            try text(.none, batchSize: 3, count: 7)
                == "the batch normalisation 'norm' has one value for each of its 3 channels to train "
                + "with: the batch has 1 example of 1×1 pixels; more than one value is needed")
    }
}
