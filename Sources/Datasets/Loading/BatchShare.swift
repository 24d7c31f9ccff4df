/// The part of every batch that one of several processes takes.
///
/// The parts are runs of neighbours, as equal as can be: of 10 examples, 3 processes take 3, 3 and 4. A
/// batch with fewer examples than there are processes is taken whole by each of them.
public struct BatchShare: Sendable, Hashable {
    /// The place of the process, from 0.
    public let index: Int

    /// The number of processes.
    public let count: Int

    /// All of every batch.
    public static let whole = BatchShare(0, of: 1)

    /// The share of the process `index`, in `0..<count`, of `count`.
    public init(_ index: Int, of count: Int) {
        precondition((0..<count).contains(index), "a share is one of those that there are")
        self.index = index
        self.count = count
    }

    /// The places of the share in a batch of `exampleCount`.
    public func places(in exampleCount: Int) -> Range<Int> {
        guard exampleCount >= count else { return 0..<exampleCount }
        return exampleCount * index / count..<exampleCount * (index + 1) / count
    }

    /// Whether the examples of the share count where all shares are added up: those of a batch that every
    /// process takes whole count once.
    public func isCounted(in exampleCount: Int) -> Bool { exampleCount >= count || index == 0 }

    /// The examples in the smallest share of a batch of `exampleCount`.
    public func smallestCount(in exampleCount: Int) -> Int {
        exampleCount >= count ? exampleCount / count : exampleCount
    }
}

extension Array {
    /// The elements at the places of `share`.
    func part(_ share: BatchShare) -> [Element] { Array(self[share.places(in: count)]) }
}
