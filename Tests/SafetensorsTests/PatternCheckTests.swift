import TensorFiles
import TestSupport
import Testing

@Suite struct PatternCheckTests {
    /// Counts the groups as the definition says: every group is listed with its elements.
    private func reference(
        _ weights: [Float], _ shape: [Int], _ kept: Int, _ size: Int, _ grouping: PatternGrouping
    ) -> (groups: Int, violating: Int) {
        let positions = shape.dropFirst(2).reduce(1, *)
        var groups: [[Int]: [Float]] = [:]
        for (index, weight) in weights.enumerated() {
            let output = index / (shape[1] * positions)
            let element = index % (shape[1] * positions)
            let (input, position) = (element / positions, element % positions)
            let key =
                grouping == .inputs ? [output, position, input / size] : [output, element / size]
            groups[key, default: []].append(weight)
        }
        return (groups.count, groups.values.count { $0.count { $0 != 0 } > kept })
    }

    @Test(
        arguments: [
            [3, 8], [2, 4, 3, 3], [2, 7, 1, 1], [1, 5, 2, 2], [4, 6, 3], [0, 4], [2, 0],
        ],
        [PatternGrouping.inputs, .flattenedKernel])
    func agreesWithTheDefinition(shape: [Int], grouping: PatternGrouping) throws {
        var generator = SeededGenerator(seed: 3)
        let weights = (0..<shape.reduce(1, *)).map { _ in
            Float(Int.random(in: -1...1, using: &generator))
        }
        let file = try TemporaryFile(.float32, shape, weights.map(\.bitPattern)).open()
        for (kept, size) in [(0, 1), (1, 2), (2, 4), (1, 4), (4, 8), (3, 16), (1, Int.max)] {
            let found = try file.checkPattern(of: "w", kept: kept, of: size, grouping: grouping)
            let expected = reference(weights, shape, kept, size, grouping)
            #expect(found.groupCount == expected.groups)
            #expect(found.violatingGroupCount == expected.violating)
            #expect(found.holds == (expected.violating == 0))
        }
    }

    @Test func groupsAlongTheInputsAndNotTheKernel() throws {
        // Four inputs of a 1 × 2 kernel: the first position is kept in every input.
        let weights: [Float] = [1, 0, 1, 0, 1, 0, 1, -0.0]
        let file = try TemporaryFile(.float32, [1, 4, 1, 2], weights.map(\.bitPattern)).open()
        let inputs = try file.checkPattern(of: "w", kept: 2, of: 4)
        #expect(inputs.groupCount == 2 && inputs.violatingGroupCount == 1 && inputs.isDivisible)
        let flat = try file.checkPattern(of: "w", kept: 2, of: 4, grouping: .flattenedKernel)
        #expect(flat.groupCount == 2 && flat.violatingGroupCount == 0)
    }

    @Test func saysWhenTheInputsDoNotDivide() throws {
        let file = try TemporaryFile(.float16, [1, 6], [UInt16](repeating: 0x3C00, count: 6)).open()
        let found = try file.checkPattern(of: "w", kept: 2, of: 4)
        #expect(found.groupCount == 2 && found.violatingGroupCount == 1 && !found.isDivisible)
    }

    @Test func refusesWhatIsNoPatternOfAWeight() throws {
        let temporary = try TemporaryFile(.float32, [2], [UInt32](repeating: 0, count: 2))
        let file = try temporary.open()
        let axis =
            "tensor 'w' of '\(temporary.path)' has the shape [2]; "
            + "an N:M pattern needs [outputs, inputs, …]"
        #expect(message { _ = try file.checkPattern(of: "w", kept: 2, of: 4) } == axis)
        for (kept, size) in [(5, 4), (-1, 4), (0, 0), (0, -4)] {
            let text =
                "the pattern is \(kept):\(size); the first number must be at least 0 "
                + "and at most the second, the second at least 1"
            #expect(message { _ = try file.checkPattern(of: "w", kept: kept, of: size) } == text)
        }
    }
}
