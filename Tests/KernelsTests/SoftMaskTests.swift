import Kernels
import Synchronization
import Testing

@Suite struct SoftMaskTests {
    private static let settings: [(threshold: Float, temperature: Float)] = [
        (0.02, 1e-4), (0, 1e-4), (0.05, 0.01), (1, 1e-6), (1e-20, 1e-30), (3e38, 1),
    ]

    private func expectFormula(
        _ weights: [Float], threshold: Float, temperature: Float, curve: MaskCurve
    ) throws {
        let soft = try SoftMask(
            threshold: threshold, temperature: temperature, curve: curve, threads: 2)
        let tolerance = SoftMaskTolerance(
            reference: .init(
                threshold: threshold, temperature: temperature, curve: curve),
            temperature: temperature, curve: curve)
        let gradients = SampleKind.spread.weights(count: weights.count, seed: 9)
        let mask = try written(from: weights) { try soft.writeMask(of: $0, into: $1) }
        let masked = try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
        let gradient = try written(from: weights, gradients) {
            try soft.writeGradient(of: $0, outputGradient: $1, into: $2)
        }
        let firstWrong = weights.indices.first { index in
            let w = weights[index]
            return w.isFinite
                && !(tolerance.isMask(mask[index], w) && tolerance.isMaskedWeight(masked[index], w)
                    && tolerance.isGradient(gradient[index], gradients[index], w))
        }
        #expect(firstWrong == nil, "\(weights.count) weights, threshold \(threshold)")
    }

    @Test(arguments: SampleKind.allCases, MaskCurve.allCases)
    func equalsTheFormulaForEveryTail(kind: SampleKind, curve: MaskCurve) throws {
        for count in tailCounts {
            try expectFormula(
                kind.weights(count: count), threshold: 0.02, temperature: 1e-4,
                curve: curve)
        }
    }

    @Test(arguments: SampleKind.allCases, MaskCurve.allCases)
    func equalsTheFormulaForEverySetting(kind: SampleKind, curve: MaskCurve) throws {
        let weights = kind.weights(count: 2_000)
        for setting in Self.settings {
            try expectFormula(
                weights, threshold: setting.threshold, temperature: setting.temperature,
                curve: curve)
        }
    }

    @Test func aCentredMaskIsZeroUpToTheThresholdAndLetsGradientsPassThere() throws {
        let soft = try SoftMask(threshold: 0.3, temperature: 0.01, curve: .centred, threads: 1)
        let weights: [Float] = [0.3, -0.3, 0.2, 0, Float(0.3).nextUp, 5]
        let masked = try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
        let gradient = try written(from: weights, [1, 2, 3, 4, 5, 6]) {
            try soft.writeGradient(of: $0, outputGradient: $1, into: $2)
        }
        #expect(masked[..<4].allSatisfy { $0 == 0 } && masked[5] == 5)
        #expect(masked[4] > 0 && masked[4] < 1e-5)
        #expect(gradient[..<4] == [1, 2, 3, 4] && gradient[5] == 6)
        // w · ∂tanh(x/2)/∂w = w²/τ at the threshold.
        #expect(abs(gradient[4] / 5 - 9) < 1e-3)
    }

    @Test func aSteepMaskIsZeroUpToTheThresholdAndScalesGradientsThere() throws {
        let soft = try SoftMask(threshold: 0.3, temperature: 0.09, curve: .steep, threads: 1)
        let weights: [Float] = [0.3, -0.3, 0.2, 0, 0.3 * 1.12, -5, .infinity, .nan]
        let masked = try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
        let gradients: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
        let gradient = try written(from: weights, gradients) {
            try soft.writeGradient(of: $0, outputGradient: $1, into: $2)
        }
        #expect(masked[..<4].allSatisfy { $0 == 0 })
        // Half of its size to two digits, as 1.12 has three.
        #expect(abs(masked[4] / weights[4] - 0.5) < 0.005 && abs(masked[5] + 5) <= 5 * 0x1p-22)
        #expect(masked[6] == .infinity && masked[7].isNaN)
        #expect(Array(gradient[..<2]) == [1, 2] && Array(gradient[4..<7]) == [5, 6, 7])
        // 2·sigmoid(−1) of a weight of 0, with τ = t².
        #expect(abs(gradient[3] / 4 - 0.537_883) < 1e-6)
        #expect(gradient[2] > 0.537_883 * 3 && gradient[2] < 3 && gradient[7].isNaN)
    }

    /// Units of single precision beside the threshold, where 1 − exp(−x) is a difference of nearly equal numbers.
    @Test func aSteepMaskIsPreciseBesideTheThreshold() throws {
        let (threshold, temperature) = (Float(0.3), Float(0.09))
        let soft = try SoftMask(
            threshold: threshold, temperature: temperature, curve: .steep, threads: 1)
        let weights = (0..<23).map { threshold + threshold.ulp * Float(1 << $0) }
        let mask = try written(from: weights) { try soft.writeMask(of: $0, into: $1) }
        let reference = ReferenceSoftMask(
            threshold: threshold, temperature: temperature, curve: .steep)
        for (w, found) in zip(weights, mask) {
            #expect(abs(Double(found) / reference.mask(w) - 1) <= 12 * 0x1p-24, "\(w)")
        }
    }

    @Test func isOneHalfAtTheThreshold() throws {
        let soft = try SoftMask(threshold: 0.3, temperature: 1e-9, threads: 1)
        let mask = try written(from: [0.3, -0.3]) { try soft.writeMask(of: $0, into: $1) }
        #expect(mask == [0.5, 0.5])
    }

    @Test func keepsInfinityAndPropagatesNaN() throws {
        let weights: [Float] = [.infinity, -.infinity, .nan]
        let soft = try SoftMask(threshold: 0.3, temperature: 1e-4, threads: 1)
        let masked = try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
        let gradient = try written(from: weights, [2, 3, 1]) {
            try soft.writeGradient(of: $0, outputGradient: $1, into: $2)
        }
        #expect(Array(masked[..<2]) == [.infinity, -.infinity])
        #expect(Array(gradient[..<2]) == [2, 3])
        #expect(masked[2].isNaN && gradient[2].isNaN)
    }

    @Test func prunesEverythingAtAnInfiniteThreshold() throws {
        let soft = try SoftMask(threshold: .infinity, temperature: 1e-4, threads: 1)
        let weights = SampleKind.extremes.weights(count: 100)
        let masked = try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
        #expect(masked.allSatisfy { $0 == 0 })
    }

    @Test func isFiniteForEveryFiniteWeightAndSetting() throws {
        let weights = SampleKind.extremes.weights(count: 500) + [.greatestFiniteMagnitude]
        let ones = [Float](repeating: 1, count: weights.count)
        for threshold in [0, 1e-38, 1, 1e30, .greatestFiniteMagnitude] as [Float] {
            for temperature in [.leastNonzeroMagnitude, 1e-30, 1, 1e30] as [Float] {
                let soft = try SoftMask(
                    threshold: threshold, temperature: temperature, threads: 1)
                let masked = try written(from: weights) {
                    try soft.writeMaskedWeights(of: $0, into: $1)
                }
                let gradient = try written(from: weights, ones) {
                    try soft.writeGradient(of: $0, outputGradient: $1, into: $2)
                }
                #expect(masked.allSatisfy { $0.isFinite }, "\(threshold) \(temperature)")
                #expect(gradient.allSatisfy { $0.isFinite }, "\(threshold) \(temperature)")
            }
        }
    }

    /// The pool runs two parts, for 150,001 weights are worth no more, the last part first.
    @Test func doesNotDependOnThreadsOrPlace() throws {
        let weights = SampleKind.spread.weights(count: 150_001)
        let partCounts = Mutex<[Int]>([])
        let pool: Threads.Pool = { partCount, part in
            partCounts.withLock { $0.append(partCount) }
            for number in (0..<partCount).reversed() { part(number) }
        }
        let results = try [1, 2, 3].map { threadCount in
            let soft = try SoftMask(
                threshold: 0.02, temperature: 1e-4, threads: Threads(threadCount, of: pool))
            return try written(from: weights) { try soft.writeMaskedWeights(of: $0, into: $1) }
        }
        #expect(partCounts.withLock { $0 } == [2, 2])
        for result in results { #expect(firstDifference(result, results[0]) == nil) }
        let soft = try SoftMask(threshold: 0.02, temperature: 1e-4, threads: 1)
        let shifted = try written(from: Array(weights[3..<1000])) {
            try soft.writeMaskedWeights(of: $0, into: $1)
        }
        #expect(firstDifference(shifted, Array(results[0][3..<1000])) == nil)
    }

    @Test func refusesImpossibleSettings() {
        for threshold in [-1, -.infinity] as [Float] {
            #expect(throws: KernelError.invalidThreshold(found: threshold)) {
                try SoftMask(threshold: threshold, temperature: 1, threads: 1)
            }
        }
        for temperature in [0, -1, .infinity] as [Float] {
            #expect(throws: KernelError.invalidTemperature(found: temperature)) {
                try SoftMask(threshold: 1, temperature: temperature, threads: 1)
            }
        }
        #expect(throws: KernelError.self) {
            try SoftMask(threshold: .nan, temperature: 1, threads: 1)
        }
    }
}
