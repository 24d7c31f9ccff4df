import Datasets
import Layers
import Tensors
import Training

/// Batches of arrays in memory.
struct ArrayBatches: BatchSource {
    let examples: ArrayExamples
    let batchSize: Int
    /// Decides the order of each epoch; `nil` for that of the arrays.
    let seed: UInt64?
    /// Draws the examples of each epoch where they are balanced; `nil` for every example once.
    var sampler: BalancedSampler?
    /// The part of every batch that is taken.
    var share = BatchShare.whole

    var batchCount: Int { (examples.count + batchSize - 1) / batchSize }

    var smallestBatchCount: Int {
        let rest = examples.count % batchSize
        return share.smallestCount(in: rest == 0 ? min(batchSize, examples.count) : rest)
    }

    func sharing(_ share: BatchShare) -> any BatchSource {
        var batches = self
        batches.share = share
        return batches
    }

    func batches(epoch: Int, startingAt batchIndex: Int) -> ArrayStream {
        ArrayStream(source: self, order: order(of: epoch), next: batchIndex)
    }

    /// The first word of the streams of arrays, "arrays" in ASCII.
    private static let stream: UInt64 = 0x6172_7261_7973

    private func order(of epoch: Int) -> [Int] {
        guard let seed else { return Array(0..<examples.count) }
        var random = SeededRandom(seed: seed, stream: Self.stream, UInt64(epoch))
        return sampler.order(count: examples.count, shuffles: true, random: &random)
    }
}

/// The batches of one epoch.
final class ArrayStream: BatchStream {
    private let source: ArrayBatches
    private let order: [Int]
    private var next: Int

    init(source: ArrayBatches, order: [Int], next: Int) {
        self.source = source
        self.order = order
        self.next = next
    }

    func next(on device: Device) throws -> Batch? {
        let start = next * source.batchSize
        guard start < order.count else { return nil }
        next += 1
        let whole = order[start..<min(start + source.batchSize, order.count)]
        let places = source.share.places(in: whole.count)
        let chosen = Array(whole.dropFirst(places.lowerBound).prefix(places.count))
        let batch = try source.examples.selecting(chosen)
        return Batch(
            inputs: try batch.inputs.mapTensors { try $0.moved(to: device) },
            targets: try batch.targets.mapTensors { try $0.moved(to: device) },
            wholeCount: whole.count)
    }
}
