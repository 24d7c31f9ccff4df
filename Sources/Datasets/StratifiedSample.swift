/// A random part of a dataset that has the classes in the shares of the whole.
///
/// Every class gets the whole number below its exact share, but one example at least; what is
/// left over goes to the largest remainders, of equal ones to classes that the seed decides. So a
/// class is less than one example away from its share, unless rare classes take their one example
/// from the others. Where fewer examples are asked for than there are classes, the largest ones
/// are there.
public enum StratifiedSample {
    /// Returns the places of a sample.
    ///
    /// - Parameters:
    ///   - labels: The class of each example, at least 0.
    ///   - count: How many examples to choose, at least 0; all if there are fewer.
    ///   - seed: Decides which; equal arguments give equal samples on every machine. The examples
    ///     of a smaller share of a class are among those of a larger one.
    /// - Returns: Indices into `labels`, each once, in rising order.
    /// - Complexity: O(*n* log *n*), where *n* is the number of labels.
    public static func indices(of labels: [Int], count: Int, seed: UInt64) -> [Int] {
        precondition(count >= 0, "a sample of \(count) examples does not exist")
        guard count < labels.count else { return Array(labels.indices) }
        let members = Dictionary(grouping: labels.indices) { labels[$0] }
            .sorted { $0.key < $1.key }
        let shares = shares(of: members.map(\.value.count), count: count, seed: seed)
        return zip(members, shares).flatMap { member, share in
            var random = SeededRandom(seed: seed, stream: stream, 1, UInt64(member.key))
            let order = random.permutation(count: member.value.count)
            return order.prefix(share).map { member.value[$0] }
        }.sorted()
    }

    /// The first word of the streams of a sample, "sample" in ASCII.
    private static let stream: UInt64 = 0x7361_6D70_6C65

    /// How many examples each class of `sizes` gives to a sample.
    private static func shares(of sizes: [Int], count: Int, seed: UInt64) -> [Int] {
        let total = Double(sizes.reduce(0, +))
        let exact = sizes.map { Double(count) * Double($0) / total }
        let least = count >= sizes.count ? 1 : 0
        var shares = exact.map { max(least, Int($0)) }
        var random = SeededRandom(seed: seed, stream: stream, 0)
        let order = random.permutation(count: sizes.count)
        func excess(_ index: Int) -> Double { Double(shares[index]) - exact[index] }
        while shares.reduce(0, +) > count {
            let donors = order.filter { shares[$0] > least }
            guard let donor = donors.max(by: { excess($0) < excess($1) })
            else { break }
            shares[donor] -= 1
        }
        let open = order.enumerated().filter { excess($0.element) < 0 }.sorted {
            (excess($0.element), $0.offset) < (excess($1.element), $1.offset)
        }
        for (_, index) in open.prefix(max(0, count - shares.reduce(0, +))) { shares[index] += 1 }
        return shares
    }
}

extension InMemoryImages {
    /// Returns the images at `indices`, in that order.
    public func selecting(_ indices: [Int]) -> InMemoryImages {
        let size = imageShape.elementCount
        var chosen: [UInt8] = []
        chosen.reserveCapacity(indices.count * size)
        for index in indices { chosen += pixels[index * size..<(index + 1) * size] }
        return InMemoryImages(
            checkedName: name, classNames: classNames, imageShape: imageShape, pixels: chosen,
            labels: indices.map { labels[$0] })
    }
}

extension TextDataset {
    /// Returns the examples at `indices`, in that order.
    public func selecting(_ indices: [Int]) throws(DatasetError) -> TextDataset {
        try TextDataset(
            name: name, classNames: classNames, examples: indices.map { examples[$0] },
            skippedCount: skippedCount)
    }
}
