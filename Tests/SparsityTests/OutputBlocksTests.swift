import Sparsity
import TensorFiles
import TestSupport
import Testing

/// The names, shapes and proofs of blocks of R outputs by one input.
@Suite struct OutputBlocksTests {
    @Test(arguments: ["2x1", "4x1", "8x1", "16x1", "64x1"])
    func isFoundByItsName(name: String) throws {
        #expect(try SparsityPatterns.named(name).description == name)
    }

    @Test(arguments: [
        ("1x1", "the pattern '1x1' has blocks of 1 outputs; R×1 must have R from 2 to 64"),
        ("0x1", "the pattern '0x1' has blocks of 0 outputs; R×1 must have R from 2 to 64"),
        ("-4x1", "the pattern '-4x1' has blocks of -4 outputs; R×1 must have R from 2 to 64"),
        ("65x1", "the pattern '65x1' has blocks of 65 outputs; R×1 must have R from 2 to 64"),
    ])
    func refusesOtherHeights(name: String, text: String) {
        #expect(message { _ = try SparsityPatterns.named(name) } == text)
    }

    @Test(arguments: ["4x2", "4x", "x1", "4x1x1", "4x1-padded", "04x1", "+4x1", "4X1", "blocks"])
    func otherNamesAreUnknown(name: String) {
        let text = message { _ = try SparsityPatterns.named(name) }
        #expect(text?.hasPrefix("there is no pattern '\(name)'; it must be one of ") == true)
    }

    @Test(
        arguments: [
            // Blocks, and the zeros when five of them go: lower ones first.
            ("4x1", [8, 6], 12, 20), ("4x1", [8, 2, 3, 3], 36, 20), ("4x1", [10, 6], 18, 10),
            ("4x1", [10, 2], 6, 16), ("8x1", [3, 6], 6, 15), ("2x1", [1, 6], 6, 5),
        ] as [(String, [Int], Int, Int)])
    func dividesShapesIntoBlocks(name: String, shape: [Int], count: Int, zeros: Int) throws {
        let pattern = try SparsityPatterns.named(name)
        #expect(pattern.obstacle(toShape: shape) == nil)
        let counts = pattern.unitCounts(ofShape: shape)
        #expect(counts.groups == 1 && counts.unitsPerGroup == count)
        #expect(pattern.zeroCount(ofShape: shape, prunedUnitCount: 5) == zeros)
        #expect(
            pattern.zeroCount(ofShape: shape, prunedUnitCount: count) == shape.reduce(1, *))
    }

    @Test func needsInputs() throws {
        #expect(
            try OutputBlocks(height: 4).obstacle(toShape: [8])
                == "weights of shape [8] have no inputs")
    }

    private func file(_ shape: [Int], zeros: Set<Int>, _ folder: TemporaryFolder) throws -> String {
        var writer = SafetensorsWriter()
        try writer.add(
            "w", shape: shape,
            floats: (0..<shape.reduce(1, *)).map { zeros.contains($0) ? 0 : Float($0 + 1) })
        let path = folder.path("model.safetensors")
        try writer.write(to: path)
        return path
    }

    @Test(
        arguments: [
            ([4, 3], [], "w: 0 of 3 blocks violate 4x1", true),
            ([4, 3], [1, 4, 7, 10], "w: 0 of 3 blocks violate 4x1", true),
            ([4, 3], [1, 4, 7], "w: 1 of 3 blocks violate 4x1, the first at [0-3, 1]", false),
            // The last two outputs make lower blocks, the last one single weights.
            ([6, 2], [9, 11], "w: 0 of 4 blocks violate 4x1", true),
            ([6, 2], [9], "w: 1 of 4 blocks violate 4x1, the first at [4-5, 1]", false),
            ([5, 2], [9], "w: 0 of 4 blocks violate 4x1", true),
            // One channel of two: a whole one is no block.
            ([2, 2], [0, 1], "w: 2 of 2 blocks violate 4x1, the first at [0-1, 0]", false),
            (
                [8, 2, 2, 2], [5, 13, 21, 29, 38, 46],
                "w: 1 of 16 blocks violate 4x1, the first at [4-7, 1, 1, 0]", false
            ),
        ] as [([Int], Set<Int>, String, Bool)])
    func provesBlocks(shape: [Int], zeros: Set<Int>, text: String, holds: Bool) throws {
        let folder = try TemporaryFolder()
        let path = try file(shape, zeros: zeros, folder)
        let findings = try verify(modelAt: path, demands: ModelDemands(pattern: "4x1"))
        #expect(findings.last == Finding(text: text, holds: holds))
    }

    @Test func countsBlocksOfEveryType() throws {
        let folder = try TemporaryFolder()
        for type in [StoredType.int8, .float16, .float32, .float64] {
            let path = folder.path(type.rawValue)
            var writer = SafetensorsWriter()
            try writer.add("w", dtype: type, shape: [4, 2]) { append in
                let words = (0..<8).flatMap { element in
                    [UInt8](repeating: element % 2 == 0 ? 0 : 1, count: type.byteCount)
                }
                try words.withUnsafeBytes { try append($0) }
            }
            try writer.write(to: path)
            let check = try SafetensorsFile(path: path).checkBlocks(of: "w", height: 2)
            #expect(check.blockCount == 4 && check.zeroBlockCount == 2 && check.holds)
        }
    }

    @Test func refusesWhatHasNoBlocks() throws {
        let folder = try TemporaryFolder()
        let file = try SafetensorsFile(path: file([8], zeros: [], folder))
        let path = file.path
        #expect(
            message { _ = try file.checkBlocks(of: "w", height: 4) }
                == message { _ = try file.checkPattern(of: "w", kept: 1, of: 4) })
        #expect(
            message { _ = try file.checkBlocks(of: "v", height: 4) }
                == "'\(path)' has no tensor 'v'")
    }
}
