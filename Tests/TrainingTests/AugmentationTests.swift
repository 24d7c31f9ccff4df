import Datasets
import Layers
import Tensors
import Testing
import Training

/// Batches that are mixed and erased.
@Suite struct AugmentationTests {
    /// Batches of four images in one colour each, 8 × 8, with labels 0 to 3.
    private struct Colours: BatchSource {
        struct Batches: BatchStream {
            let count: Int
            let position: Position

            final class Position { var next = 0 }

            func next(on device: Device) throws -> Batch? {
                guard position.next < count else { return nil }
                position.next += 1
                let pixels = (0..<4).flatMap { [Float](repeating: Float($0 + 1), count: 64) }
                return Batch(
                    inputs: ["images": try Tensor(pixels, shape: [4, 1, 8, 8])],
                    targets: ["labels": try Tensor([Int64](0..<4), shape: [4])])
            }
        }

        let batchCount = 6
        let smallestBatchCount = 4

        func batches(epoch: Int, startingAt batchIndex: Int) -> Batches {
            let position = Batches.Position()
            position.next = batchIndex
            return Batches(count: batchCount, position: position)
        }
    }

    private func batches(
        _ change: (inout BatchAugmentation) -> Void, epoch: Int = 0, from batchIndex: Int = 0
    ) throws -> [Batch] {
        var augmentation = BatchAugmentation()
        change(&augmentation)
        let stream: any BatchStream = Colours().augmented(by: augmentation, seed: 5)
            .batches(epoch: epoch, startingAt: batchIndex)
        var batches: [Batch] = []
        while let batch = try stream.next(on: .cpu) { batches.append(batch) }
        return batches
    }

    private func pixels(_ batch: Batch) throws -> [Float] {
        try batch.inputs.tensors[0].elements()
    }

    @Test func mixUpShowsSharesOfTwoImages() throws {
        for batch in try batches({ $0.mixUp = 0.5 }) {
            let mixed = try #require(batch.mixed)
            #expect((0...1).contains(mixed.ownShare))
            #expect(try mixed.targets.tensors[0].elements(as: Int64.self) == [3, 0, 1, 2])
            let share = Float(mixed.ownShare)
            for (index, pixel) in try pixels(batch).enumerated() {
                let own = Float(index / 64 + 1)
                let other = Float((index / 64 + 3) % 4 + 1)
                #expect(abs(pixel - (share * own + (1 - share) * other)) < 1e-5)
            }
        }
    }

    @Test func cutMixShowsPixelsOfTwoImagesInTheSharesOfTheLoss() throws {
        var partCount = 0
        for batch in try batches({ $0.cutMix = 1 }) {
            let mixed = try #require(batch.mixed)
            let first = try pixels(batch)[..<64]
            #expect(first.allSatisfy { $0 == 1 || $0 == 4 })
            #expect(Double(first.count { $0 == 1 }) / 64 == mixed.ownShare)
            partCount += mixed.ownShare < 1 ? 1 : 0
        }
        #expect(partCount > 2)
    }

    @Test func bothTakeTurns() throws {
        let batches = try (0..<3).flatMap { epoch in
            try self.batches({ ($0.mixUp, $0.cutMix) = (1, 1) }, epoch: epoch)
        }
        let areCut = try batches.map { try pixels($0)[..<64].allSatisfy { $0 == 1 || $0 == 4 } }
        #expect(areCut.contains(true) && areCut.contains(false))
    }

    @Test func erasingTakesRectangles() throws {
        var counts: [Int] = []
        for batch in try batches({ $0.erasing = 1 }) {
            #expect(batch.mixed == nil)
            let all = try pixels(batch)
            for image in 0..<4 {
                let erased = (0..<64).filter { all[image * 64 + $0] == 0 }
                let rows = Set(erased.map { $0 / 8 })
                let columns = Set(erased.map { $0 % 8 })
                #expect(erased.count == rows.count * columns.count)
                counts.append(erased.count)
            }
        }
        #expect(counts.allSatisfy { $0 <= 28 } && counts.contains { $0 > 2 })
        #expect(
            try batches { $0.erasing = 0 }.map(pixels)
                == (0..<6).map { _ in
                    try pixels(try #require(batches { _ in }.first))
                })
    }

    @Test func resumedEpochsHaveTheSameBatches() throws {
        let change: (inout BatchAugmentation) -> Void = {
            ($0.mixUp, $0.cutMix, $0.erasing) = (0.4, 1, 0.5)
        }
        let whole = try batches(change, epoch: 3).map(pixels)
        #expect(try batches(change, epoch: 3, from: 2).map(pixels) == Array(whole[2...]))
        #expect(try batches(change, epoch: 4).map(pixels) != whole)
    }

    /// The mean of Beta(α, α) is a half and its variance 1 / (4·(2·α + 1)).
    @Test(arguments: [0.2, 1, 2]) func sharesHaveTheirDistribution(alpha: Double) {
        var random = SeededRandom(seed: 1)
        let count = 20_000
        let shares = (0..<count).map { _ in random.symmetricBeta(alpha) }
        let mean = shares.reduce(0, +) / Double(count)
        let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        // Five deviations of the mean of so many numbers in 0...1.
        #expect(abs(mean - 0.5) < 0.018)
        #expect(abs(variance - 1 / (4 * (2 * alpha + 1))) < 0.009)
    }

    /// PyTorch 2.13: `F.cross_entropy(x, y, weight=torch.tensor([1., 2., 0.5]), label_smoothing=s)`.
    @Test(arguments: WeightedCase.all) func weightsAreThoseOfPyTorch(_ golden: WeightedCase) throws
    {
        let logits = try Tensor([Float]([1, 2, 3, 0.5, -1, 0, 2, 2, -2]), shape: [3, 3])
        let labels = try Tensor([Int64]([0, 1, 2]), shape: [3])
        let loss = try Classification(
            labelSmoothing: golden.smoothing, classWeights: [1, 2, 0.5]
        ).loss(of: ["logits": logits], targets: ["labels": labels])
        #expect(abs(try loss.item() - golden.loss) < 1e-5)
    }

    struct WeightedCase: Sendable {
        let smoothing: Double
        let loss: Double

        static let all: [WeightedCase] = [
            WeightedCase(smoothing: 0, loss: 2.562000),
            WeightedCase(smoothing: 0.1, loss: 2.451028),
        ]
    }
}
