/// Which examples an epoch shows.
public enum ExampleSampling: String, Sendable, CaseIterable {
    /// Every example once.
    case once

    /// As many as there are, drawn with replacement so that all classes are equally likely, as by
    /// PyTorch's `WeightedRandomSampler` with one over the size of its class as the weight of an example.
    case balanced
}

/// Draws examples so that all classes are equally likely, and all examples of a class.
public struct BalancedSampler: Sendable {
    /// The examples of each class that has some.
    private let members: [[Int]]

    /// Draws among examples with these classes, at least one; those with a label below 0 have none, and are
    /// never drawn.
    public init(labels: some Sequence<Int>) {
        var members: [Int: [Int]] = [:]
        for (index, label) in labels.enumerated() where label >= 0 {
            members[label, default: []].append(index)
        }
        self.members = members.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Returns `count` examples, by their places among the labels; any may be there several times.
    public func draw(count: Int, random: inout SeededRandom) -> [Int] {
        (0..<count).map { _ in
            let examples = members[random.integer(below: members.count)]
            return examples[random.integer(below: examples.count)]
        }
    }
}

extension BalancedSampler? {
    /// The sampler of examples with these labels; `nil` where every example is shown once.
    public init(_ sampling: ExampleSampling, labels: some Sequence<Int>) {
        self = sampling == .balanced ? BalancedSampler(labels: labels) : nil
    }

    /// The examples of an epoch, by their places: drawn where there is a sampler, else all `count` of them
    /// once, in an order by chance where they are shuffled.
    public func order(count: Int, shuffles: Bool, random: inout SeededRandom) -> [Int] {
        if let self { return self.draw(count: count, random: &random) }
        return shuffles ? random.permutation(count: count) : Array(0..<count)
    }
}

extension [Int] {
    /// How often the number at each place stands before it, where all are in `0..<bound`.
    func earlierCounts(below bound: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: bound)
        return map { number in
            defer { counts[number] += 1 }
            return counts[number]
        }
    }
}
