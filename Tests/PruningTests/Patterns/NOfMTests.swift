import Pruning
import Tensors
import Testing

@Suite struct NOfMTests {
    @Test(arguments: UInt64(0)..<30)
    func keepsExactlyNOfMInputs(seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let groupSize = Int.random(in: 2...9, using: &random)
        let keptCount = Int.random(in: 1..<groupSize, using: &random)
        let shape = random.shape(inputsDivisibleBy: groupSize)
        let pattern = try NOfM(keptCount, of: groupSize)

        let mask = try mask(pattern, of: random.weights(shape))

        for group in groupsAlongInputs(of: mask, shape: shape, size: groupSize) {
            #expect(group.count { $0 == 1 } == keptCount)
        }
    }

    @Test(arguments: UInt64(0)..<10)
    func keepsExactlyNOfMOfTheFlattenedKernel(seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let shape = [3, 4, 2, 2]
        let pattern = try NOfM(3, of: 8, grouping: .flattenedKernel)

        let mask = try mask(pattern, of: random.weights(shape))

        for start in stride(from: 0, to: mask.count, by: 8) {
            #expect(mask[start..<start + 8].count { $0 == 1 } == 3)
        }
    }

    @Test func keepsTheLargestOfEachGroup() throws {
        let weights = try Tensor([Float(1), -4, 3, 2, -5, 6, 7, -8], shape: [2, 4])

        #expect(try mask(NOfM(2, of: 4), of: weights) == [0, 1, 1, 0, 0, 0, 1, 1])
    }

    @Test func prunesTheLowerIndexOfEqualWeights() throws {
        let weights = try Tensor.full([2, 4], 0.5)

        #expect(try mask(NOfM(1, of: 4), of: weights) == [0, 0, 0, 1, 0, 0, 0, 1])
    }

    @Test(arguments: 1...9)
    func keepsAtMostNOfAPaddedGroup(inputCount: Int) throws {
        var random = RandomWeights(seed: UInt64(inputCount))
        let shape = [3, inputCount]
        let pattern = try NOfM(2, of: 4, isPadded: true)

        let mask = try mask(pattern, of: random.weights(shape))

        let keptPerRow = inputCount / 4 * 2 + min(2, inputCount % 4)
        for row in 0..<3 {
            let units = mask[row * inputCount..<(row + 1) * inputCount]
            #expect(units.count { $0 == 1 } == keptPerRow)
        }
        #expect(
            pattern.zeroCount(ofShape: shape, prunedUnitCount: 2) == 3 * (inputCount - keptPerRow))
    }

    @Test func padsBeforeAWeightOfZero() throws {
        let weights = try Tensor([Float(3), 1, 2, 4, 0, -0.0], shape: [1, 6])

        #expect(try mask(NOfM(2, of: 4, isPadded: true), of: weights) == [1, 0, 0, 1, 1, 1])
    }

    @Test func passesTheSignOfEachWeightBack() throws {
        let weights = try Tensor([Float(1), -2, 3, -4, 5, -6], shape: [1, 6])
        try weights.setRequiresGradient(true)

        try NOfM(1, of: 4, isPadded: true).magnitudes(of: weights).sum().backward()

        #expect(try weights.gradient?.floats() == [1, -1, 1, -1, 1, -1])
    }

    @Test func saysWhyAShapeIsNoMultiple() throws {
        let pattern = try NOfM(2, of: 4)
        let flattened = try NOfM(2, of: 4, grouping: .flattenedKernel)
        let padded = try NOfM(2, of: 4, isPadded: true)

        #expect(pattern.obstacle(toShape: [8, 8, 3, 3]) == nil)
        #expect(pattern.obstacle(toShape: [8, 3, 2, 2]) == "3 inputs are no multiple of 4")
        #expect(flattened.obstacle(toShape: [8, 3, 2, 2]) == nil)
        #expect(
            flattened.obstacle(toShape: [8, 1, 3, 3])
                == "9 weights per output are no multiple of 4")
        #expect(padded.obstacle(toShape: [8, 3]) == nil)
        #expect(padded.obstacle(toShape: [8]) == "weights of shape [8] have no inputs")
    }

    private func mask(_ pattern: NOfM, of weights: Tensor) throws -> [Float] {
        let shape = weights.shape
        let prunedCount = try #require(pattern.prunedUnitCount(ofShape: shape))
        let mask = try hardMask(of: pattern.magnitudes(of: weights), prunedCount: prunedCount)
        return try pattern.spread(mask, overShape: shape).floats()
    }

    /// The masks of `size` consecutive inputs of every output at every position of the kernel.
    private func groupsAlongInputs(of mask: [Float], shape: [Int], size: Int) -> [[Float]] {
        let positionCount = shape.dropFirst(2).reduce(1, *)
        var groups: [[Float]] = []
        for output in 0..<shape[0] {
            for position in 0..<positionCount {
                for start in stride(from: 0, to: shape[1], by: size) {
                    groups.append(
                        (start..<start + size).map {
                            mask[(output * shape[1] + $0) * positionCount + position]
                        })
                }
            }
        }
        return groups
    }
}
