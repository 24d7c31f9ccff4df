import Sparsity
import TensorFiles
import TestSupport
import Testing

@Suite struct SparsityPatternTests {
    /// Pairs of weights, a pattern of one's own.
    private struct Pairs: VerifiablePattern {
        let description = "pairs"

        func obstacle(toShape shape: [Int]) -> String? { nil }

        func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
            (1, shape.reduce(1, *) / 2)
        }

        func finding(of tensor: String, in file: any TensorFile) throws -> Finding {
            let isZero = try file.floats(of: tensor).map { $0 == 0 }
            let holds = stride(from: 0, to: isZero.count, by: 2).allSatisfy {
                isZero[$0] == isZero[$0 + 1]
            }
            return Finding(text: "\(tensor): pairs", holds: holds)
        }
    }

    static let areAdded: Bool = {
        let kind = PatternKind(Pairs(), summary: "pairs of weights")
        return (try? SparsityPatterns.add(kind)) != nil
    }()

    /// A file whose weight `w` promises a pattern.
    private func file(_ weights: [Float], pattern: String) throws -> TemporaryFolder {
        try #require(Self.areAdded)
        let folder = try TemporaryFolder()
        let promise = SparsityPromise(
            pattern: pattern, method: "none", sparsity: 0.5, zeroCounts: ["w": 2])
        var writer = SafetensorsWriter(metadata: [SparsityPromise.key: try promise.json])
        try writer.add("w", dtype: .float32, shape: [1, 4]) { append in
            try weights.withUnsafeBytes { try append($0) }
        }
        try writer.write(to: folder.path("model.safetensors"))
        return folder
    }

    @Test(arguments: [([1, 2, 0, 0], true), ([1, 0, 2, 0], false)] as [([Float], Bool)])
    func provesAPatternOfOnesOwn(weights: [Float], holds: Bool) throws {
        let folder = try file(weights, pattern: "pairs")
        let findings = try verify(modelAt: folder.path("model.safetensors"))
        #expect(findings.last == Finding(text: "w: pairs", holds: holds))
    }

    @Test func namesAPromiseThatItDoesNotKnow() throws {
        let folder = try file([1, 2, 0, 0], pattern: "rings")
        let path = folder.path("model.safetensors")
        #expect(
            message { _ = try verify(modelAt: path) }
                == "'\(path)' promises the pattern 'rings', which this program does not know; it can "
                + "prove unstructured, channels, N:M such as 2:4, Rx1 such as 4x1, pairs")
    }

    @Test func formsAreTakenOnce() throws {
        try #require(Self.areAdded)
        for form in ["channels", "N:M such as 2:4", "pairs"] {
            #expect(
                message {
                    try SparsityPatterns.add(PatternKind(form: form, summary: "") { _ in nil })
                }
                    == "there are patterns '\(form)' already; new ones must have another name")
        }
    }

    @Test(arguments: [
        "unstructured", "channels", "1:3", "2:3-flattened", "2:3-padded", "1:2-flattened-padded",
    ])
    func isFoundByItsDescription(name: String) throws {
        #expect(try SparsityPatterns.named(name).description == name)
    }

    @Test(arguments: [
        ("4:2", "the pattern '4:2' keeps 4 of 2 weights; N:M must have 0 < N < M and M at most 64"),
        (
            "+2:4",
            "there is no pattern '+2:4'; it must be one of unstructured, channels, N:M such as 2:4, Rx1 such as 4x1, pairs"
        ),
        (
            "",
            "there is no pattern ''; it must be one of unstructured, channels, N:M such as 2:4, Rx1 such as 4x1, pairs"
        ),
    ])
    func saysWhatIsWrongWithAName(name: String, text: String) throws {
        try #require(Self.areAdded)
        #expect(message { _ = try SparsityPatterns.named(name) } == text)
    }

    @Test(
        arguments: [
            // Groups, units in each, and the zeros when one unit of each group goes.
            ("unstructured", [4, 6], 1, 24, 1),
            ("channels", [4, 6, 3], 1, 4, 18),
            ("2:3", [4, 6, 3], 24, 3, 24),
            ("2:3-flattened", [4, 6, 3], 24, 3, 24),
            // Rows of 7: the last group has one weight, which stays.
            ("2:3-padded", [2, 7], 6, 3, 4),
        ] as [(String, [Int], Int, Int, Int)])
    func dividesShapesIntoGroups(
        name: String, shape: [Int], groups: Int, units: Int, zeros: Int
    ) throws {
        let pattern = try SparsityPatterns.named(name)
        #expect(pattern.obstacle(toShape: shape) == nil)
        let counts = pattern.unitCounts(ofShape: shape)
        #expect(counts.groups == groups && counts.unitsPerGroup == units)
        #expect(pattern.zeroCount(ofShape: shape, prunedUnitCount: 1) == zeros)
    }
}
