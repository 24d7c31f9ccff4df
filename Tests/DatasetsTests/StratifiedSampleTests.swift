import Datasets
import Testing

@Suite struct StratifiedSampleTests {
    struct Case: Sendable {
        let sizes: [Int]
        let count: Int
    }

    /// Even classes as folders have them, uneven ones, and rare ones.
    static let cases = [
        Case(sizes: [60, 60, 60, 60], count: 60), Case(sizes: [3, 3], count: 2),
        Case(sizes: [1000, 10, 1], count: 50), Case(sizes: [7, 13, 29, 51], count: 33),
        Case(sizes: [1, 1, 1, 97], count: 4), Case(sizes: [500, 499, 2], count: 1000),
        Case(sizes: [5], count: 3),
    ]

    /// Labels class after class, as folders have them.
    private func labels(_ sizes: [Int]) -> [Int] {
        sizes.enumerated().flatMap { label, size in [Int](repeating: label, count: size) }
    }

    private func counts(_ indices: [Int], of labels: [Int], classCount: Int) -> [Int] {
        indices.reduce(into: [Int](repeating: 0, count: classCount)) { $0[labels[$1]] += 1 }
    }

    @Test(arguments: cases) func hasTheCountAndEveryClass(input: Case) {
        let labels = labels(input.sizes)
        for seed: UInt64 in 0..<5 {
            let indices = StratifiedSample.indices(of: labels, count: input.count, seed: seed)
            #expect(indices.count == input.count && Set(indices).count == input.count)
            #expect(indices == indices.sorted() && indices.allSatisfy(labels.indices.contains))
            let counts = counts(indices, of: labels, classCount: input.sizes.count)
            #expect(counts.allSatisfy { $0 >= 1 })
        }
    }

    @Test(arguments: [
        Case(sizes: [60, 60, 60, 60], count: 62), Case(sizes: [1000, 100, 30], count: 113),
        Case(sizes: [7, 13, 29, 51], count: 33), Case(sizes: [9, 9, 9, 9, 9, 9, 9], count: 3),
    ])
    func keepsSharesWithinOneExample(input: Case) {
        let labels = labels(input.sizes)
        let indices = StratifiedSample.indices(of: labels, count: input.count, seed: 4)
        let counts = counts(indices, of: labels, classCount: input.sizes.count)
        for (found, size) in zip(counts, input.sizes) {
            let exact = Double(input.count * size) / Double(labels.count)
            #expect(abs(Double(found) - exact) < 1)
        }
    }

    @Test(arguments: cases) func dependsOnTheSeedAlone(input: Case) {
        let labels = labels(input.sizes)
        func sample(_ seed: UInt64) -> [Int] {
            StratifiedSample.indices(of: labels, count: input.count, seed: seed)
        }
        #expect(sample(3) == sample(3))
        #expect((4..<40).contains { sample($0) != sample(3) })
    }

    @Test(arguments: [0, 1, 9]) func isAllOrNothingAtTheEnds(count: Int) {
        let labels = [2, 0, 2, 2]
        let indices = StratifiedSample.indices(of: labels, count: count, seed: 0)
        #expect(indices.count == min(count, 4))
        if count == 9 { #expect(indices == [0, 1, 2, 3]) }
        // A single example is one of the largest class.
        if count == 1 { #expect(indices != [1]) }
    }

    @Test func selectsImagesInOrder() throws {
        let images = try InMemoryImages(
            name: "dots", classNames: ["a", "b"],
            imageShape: ImageShape(channelCount: 1, height: 1, width: 2),
            pixels: [1, 2, 3, 4, 5, 6], labels: [0, 1, 0])
        let chosen = images.selecting([0, 2])
        #expect(chosen.pixels == [1, 2, 5, 6] && chosen.labels == [0, 0])
        let subset = ImageSubset(images, indices: [1, 2])
        var pixels: [UInt8] = [0, 0]
        try pixels.withUnsafeMutableBufferPointer { try subset.copyPixels(at: 1, into: $0) }
        #expect(subset.count == 2 && subset.label(at: 0) == 1 && pixels == [5, 6])
    }
}
