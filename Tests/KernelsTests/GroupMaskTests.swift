import Kernels
import Testing

@Suite struct GroupMaskTests {
    /// Shapes whose groups lie side by side, apart, and across the end of a tile.
    private static let shapes: [(outer: Int, groups: Int, inner: Int, size: Int)] = [
        (0, 1, 1, 4), (1, 1, 1, 1), (1, 1, 1, 2), (3, 5, 1, 4), (7, 9, 1, 4), (16, 16, 1, 4),
        (5, 3, 9, 4), (4, 7, 9, 2), (2, 3, 15, 8), (2, 3, 16, 4), (3, 1, 17, 16), (1, 2, 49, 32),
        (2, 3, 1, 64), (1, 1, 100, 64), (3, 2, 7, 5), (2, 5, 33, 3), (1, 20_000, 1, 4),
        (50, 40, 25, 4),
    ]

    private func layouts() throws -> [GroupLayout] {
        try Self.shapes.map {
            try GroupLayout(
                outerCount: $0.outer, axisCount: $0.groups * $0.size, innerCount: $0.inner,
                groupSize: $0.size)
        }
    }

    private func prunedCounts(_ layout: GroupLayout) -> Set<Int> {
        [1, layout.groupSize / 2, layout.groupSize - 1, layout.groupSize]
    }

    @Test(arguments: SampleKind.allCases.filter { $0 != .infinities })
    func softMaskEqualsTheFormulaOfEachGroup(kind: SampleKind) throws {
        for layout in try layouts() {
            let weights = kind.weights(count: layout.elementCount)
            for pruned in prunedCounts(layout) where pruned > 0 {
                try expectFormula(weights, layout, pruned, .fixed(1e-4))
                try expectFormula(weights, layout, pruned, .relative(0.25))
            }
        }
    }

    private func expectFormula(
        _ weights: [Float], _ layout: GroupLayout, _ pruned: Int, _ temperature: GroupTemperature
    ) throws {
        let soft = try GroupSoftMask(
            layout: layout, prunedPerGroup: pruned, temperature: temperature, threads: 2)
        let gradients = SampleKind.spread.weights(count: weights.count, seed: 9)
        let mask = try written(from: weights) { try soft.writeMask(of: $0, into: $1) }
        let masked = try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
        let gradient = try written(from: weights, gradients) {
            try soft.writeGradient(of: $0, outputGradient: $1, into: $2)
        }
        let thresholds = layout.referenceThresholds(of: weights, prunedPerGroup: pruned)
        let isRight = weights.indices.allSatisfy { index in
            let tolerance = temperature.tolerance(threshold: thresholds[index])
            let w = weights[index]
            return tolerance.isMask(mask[index], w) && tolerance.isMaskedWeight(masked[index], w)
                && tolerance.isGradient(gradient[index], gradients[index], w)
        }
        #expect(isRight, "\(layout) \(pruned)")
    }

    @Test(arguments: SampleKind.allCases)
    func hardMaskPrunesTheFirstOfAStableSort(kind: SampleKind) throws {
        for layout in try layouts() {
            let weights = kind.weights(count: layout.elementCount)
            for pruned in prunedCounts(layout).union([0]) {
                let hard = try GroupHardMask(
                    layout: layout, prunedPerGroup: pruned, threads: 2)
                let mask = try written(from: weights) { try hard.writeMask(of: $0, into: $1) }
                let masked = try written(from: weights) {
                    try hard.writeMaskedWeights(of: $0, into: $1)
                }
                let expected = layout.referenceHardMask(of: weights, prunedPerGroup: pruned)
                let kept = zip(weights, expected).map { $1 == 0 ? 0 : $0 }
                #expect(firstDifference(mask, expected) == nil, "\(layout) \(pruned)")
                #expect(firstDifference(masked, kept) == nil, "\(layout) \(pruned)")
            }
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func refusesMaskedWeightsThatAreNotFinite(value: Float) throws {
        for layout in try layouts() where layout.elementCount > 0 && layout.groupSize > 1 {
            var weights = SampleKind.spread.weights(count: layout.elementCount)
            let index = layout.elementCount - 1
            weights[index] = value
            let soft = try GroupSoftMask(
                layout: layout, prunedPerGroup: 1, temperature: .fixed(1e-4), threads: 2)
            #expect(throws: KernelError.notFinite(index: index), "\(layout)") {
                try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
            }
        }
    }

    @Test func prunesNothingExactly() throws {
        let layout = try GroupLayout(outerCount: 3, axisCount: 8, innerCount: 5, groupSize: 4)
        let weights = SampleKind.spread.weights(count: layout.elementCount)
        let soft = try GroupSoftMask(
            layout: layout, prunedPerGroup: 0, temperature: .fixed(1), threads: 1)
        let masked = try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
        let mask = try written(from: weights) { try soft.writeMask(of: $0, into: $1) }
        let gradient = try written(from: weights, weights) {
            try soft.writeGradient(of: $0, outputGradient: $1, into: $2)
        }
        #expect(masked == weights && gradient == weights)
        #expect(mask.allSatisfy { $0 == 1 })
    }

    @Test func doesNotDependOnThreads() throws {
        let layout = try GroupLayout(outerCount: 40, axisCount: 400, innerCount: 9, groupSize: 4)
        let weights = SampleKind.spread.weights(count: layout.elementCount)
        let results = try [1, 2, 3].map { threadCount in
            let soft = try GroupSoftMask(
                layout: layout, prunedPerGroup: 2, temperature: .relative(0.1),
                threads: Threads(threadCount))
            return try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
        }
        for result in results { #expect(firstDifference(result, results[0]) == nil) }
    }

    @Test func refusesImpossibleLayouts() {
        #expect(throws: KernelError.indivisibleAxis(found: 6, groupSize: 4)) {
            try GroupLayout(outerCount: 1, axisCount: 6, innerCount: 1, groupSize: 4)
        }
        let size = KernelError.invalidDimension(
            found: 65, allowed: 1...64, dimension: "group size")
        #expect(throws: size) {
            try GroupLayout(outerCount: 1, axisCount: 65, innerCount: 1, groupSize: 65)
        }
        let outer = KernelError.invalidDimension(
            found: -1, allowed: 0...Int.max, dimension: "outer count")
        #expect(throws: outer) {
            try GroupLayout(outerCount: -1, axisCount: 4, innerCount: 1, groupSize: 4)
        }
    }
}

extension GroupTemperature {
    /// The tolerance for a group with this threshold; a τ that is computed from it in single precision
    /// has a rounding more than a constant, that of its quotient with log₂(e).
    fileprivate func tolerance(threshold: Float) -> SoftMaskTolerance {
        let allowed = Float.leastNormalMagnitude...Float.greatestFiniteMagnitude
        let (temperature, roundings) =
            switch self {
            case .fixed(let number): (number, 5.0)
            case .relative(let factor):
                (
                    min(
                        max(factor * (threshold * threshold), allowed.lowerBound),
                        allowed.upperBound),
                    6.0
                )
            }
        return SoftMaskTolerance(
            reference: .init(threshold: threshold, temperature: temperature),
            temperature: temperature, exponentRoundings: roundings)
    }
}
