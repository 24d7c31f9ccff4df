import Sparsity
import TestSupport
import Testing

@Suite struct SparsityPatternTests {
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
            "there is no pattern '+2:4'; it must be one of unstructured, channels, N:M such as 2:4"
        ),
        ("", "there is no pattern ''; it must be one of unstructured, channels, N:M such as 2:4"),
    ])
    func saysWhatIsWrongWithAName(name: String, text: String) {
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
