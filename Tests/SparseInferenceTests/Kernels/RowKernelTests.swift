import InferenceKernels
import TestSupport
import Testing

@Suite struct RowKernelTests {
    private static let counts = [0, 1, 15, 16, 17, 100]

    private static let functions: [UnaryKernel] = [
        .clamp(Bounds(lower: -1, upper: 2)), .exp, .sigmoid, .tanh, .gelu, .geluByTanh, .hardSwish,
        .hardSigmoid(slope: 0.2, offset: 0.5), .leakyRelu(slope: 0.1), .erf, .magnitude, .negative,
        .reciprocal, .square, .cube, .logarithm, .sign, .floor, .ceiling, .nearest, .softplus,
        .softsign, .mish, .elu(scale: 1.5, gain: 1.1),
    ]

    @Test(arguments: functions)
    func functionsEqualTheReference(_ function: UnaryKernel) {
        var generator = SeededGenerator(seed: 1)
        let special: [Float] = [0, -0.0, 1e-8, -90, 88, 30, -30, .infinity, -.infinity]
        let input = Floats(
            special + (0..<100).map { _ in Float.random(in: -8...8, using: &generator) })
        for count in Self.counts + [special.count + 100] {
            expectReference(count + 1, tolerance: 4e-6, "\(function), \(count)") {
                kernels, output in
                kernels.map(
                    function,
                    UnaryRow(
                        input: input.start + (count > 100 ? 0 : special.count), output: output,
                        count: count))
            }
        }
    }

    @Test(arguments: [BinaryKernel.add, .subtract, .multiply, .divide])
    func pairsEqualTheReference(_ function: BinaryKernel) {
        var generator = SeededGenerator(seed: 2)
        let (first, second) = (Floats(random: 200, &generator), Floats(random: 200, &generator))
        expectPairs(function, first, second, Bounds(lower: -2, upper: 2))
    }

    /// Numbers of which many are equal, and some are none.
    private static func special(_ count: Int, _ generator: inout SeededGenerator) -> Floats {
        let numbers: [Float] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan]
        return Floats(
            (0..<count).map { _ in numbers[Int.random(in: numbers.indices, using: &generator)] })
    }

    @Test(arguments: [
        BinaryKernel.equal, .notEqual, .less, .lessOrEqual, .maximum, .minimum, .leaky,
    ])
    func comparisonsEqualTheReference(_ function: BinaryKernel) {
        var generator = SeededGenerator(seed: 5)
        let first = Self.special(200, &generator)
        let second = Self.special(200, &generator)
        expectPairs(function, first, second, .none)
    }

    /// Expects what the reference computes of any number of pairs, from any place on.
    private func expectPairs(
        _ function: BinaryKernel, _ first: Floats, _ second: Floats, _ bounds: Bounds
    ) {
        for count in Self.counts {
            for (repeatsFirst, repeatsSecond) in [(false, false), (true, false), (false, true)] {
                expectReference(count + 1, tolerance: 0, "\(function), \(count)") {
                    kernels, output in
                    kernels.map(
                        function,
                        BinaryRow(
                            first: first.start + count, repeatsFirst: repeatsFirst,
                            second: second.start + count, repeatsSecond: repeatsSecond,
                            output: output, count: count, bounds: bounds))
                }
            }
        }
    }

    @Test(arguments: [UnaryKernel.isZero, .isNotZero, .isNaN])
    func testsOfANumberEqualTheReference(_ function: UnaryKernel) {
        var generator = SeededGenerator(seed: 6)
        let input = Self.special(100, &generator)
        for count in Self.counts {
            expectReference(count + 1, tolerance: 0, "\(function), \(count)") {
                $0.map(function, UnaryRow(input: input.start, output: $1, count: count))
            }
        }
    }

    /// From the smallest numbers on, over all exponents.
    @Test func logarithmsEqualTheReference() {
        let numbers: [Float] = [
            .leastNonzeroMagnitude, 0x1p-130, .leastNormalMagnitude, 1, 2, 0.75,
            .greatestFiniteMagnitude,
        ]
        let input = Floats(numbers + (1..<600).map { Float($0) * 1.7e-3 })
        expectReference(input.values.count, tolerance: 2e-7, "logarithm") {
            $0.map(.logarithm, UnaryRow(input: input.start, output: $1, count: input.values.count))
        }
    }

    @Test(arguments: counts) func choicesEqualTheReference(_ count: Int) {
        var generator = SeededGenerator(seed: 7)
        let condition = Floats(
            (0..<100).map { _ in Float.random(in: 0...1, using: &generator).rounded() })
        let (first, second) = (Floats(random: 100, &generator), Self.special(100, &generator))
        for repeats in 0..<8 {
            expectReference(count + 1, tolerance: 0, "choice \(repeats), \(count)") {
                kernels, output in
                kernels.choose(
                    ChoiceRow(
                        condition: condition.start, repeatsCondition: repeats & 1 != 0,
                        first: first.start, repeatsFirst: repeats & 2 != 0, second: second.start,
                        repeatsSecond: repeats & 4 != 0, output: output, count: count))
            }
        }
    }

    @Test(
        arguments: [1, 2, 15, 16, 17, 40],
        [SoftmaxMask.Function.added, .replacing(by: -.infinity), .replacing(by: -1e9)])
    func maskedSoftmaxesEqualTheReference(_ length: Int, _ function: SoftmaxMask.Function) {
        var generator = SeededGenerator(seed: 8)
        for laneCount in [1, 7, 16, 19] {
            let count = length * laneCount
            let input = Floats(random: count, &generator)
            let numbers = Floats(
                (0..<count).map { _ in Float.random(in: 0...1, using: &generator).rounded() })
            for isAcross in [true, false] {
                let (stride, laneStride) = isAcross ? (laneCount, 1) : (1, length)
                let places =
                    isAcross ? [(stride, 1), (1, 0), (0, 1)] : [(1, length), (1, 0), (0, 1)]
                for (maskStride, maskLaneStride) in places {
                    expectReference(count, tolerance: 1e-6, "\(laneCount) lanes") {
                        kernels, output in
                        var rows = NormalizedRows(
                            input: input.start, length: length, stride: stride,
                            laneCount: laneCount, laneStride: laneStride, isAcross: isAcross,
                            output: output, outputStride: stride, outputLaneStride: laneStride)
                        rows.scale = 3
                        rows.mask = SoftmaxMask(
                            numbers: numbers.start, stride: maskStride,
                            laneStride: maskLaneStride, function: function)
                        kernels.softmax(rows)
                    }
                }
            }
        }
    }

    @Test(arguments: [1, 2, 15, 16, 17, 40], [1, 7, 16, 19])
    func normsEqualTheReference(_ length: Int, _ laneCount: Int) {
        var generator = SeededGenerator(seed: 3)
        let input = Floats(random: length * laneCount, &generator)
        let (scale, bias) = (Floats(random: length, &generator), Floats(random: length, &generator))
        for isAcross in [true, false] {
            let (stride, laneStride) = isAcross ? (laneCount, 1) : (1, length)
            func rows(_ output: UnsafeMutablePointer<Float>) -> NormalizedRows {
                var rows = NormalizedRows(
                    input: input.start, length: length, stride: stride, laneCount: laneCount,
                    laneStride: laneStride, isAcross: isAcross, output: output,
                    outputStride: stride, outputLaneStride: laneStride)
                rows.scale = 3
                return rows
            }
            let count = length * laneCount
            expectReference(count, tolerance: 1e-6, "softmax") { $0.softmax(rows($1)) }
            let norm = LayerNorm(scale: scale.start, bias: bias.start, epsilon: 1e-3)
            expectReference(count, tolerance: 1e-5, "norm") { $0.normalize(rows($1), norm) }
        }
    }

    @Test(arguments: counts) func interleavedRowsEqualTheReference(_ count: Int) {
        var generator = SeededGenerator(seed: 10)
        let (first, second) = (Floats(random: 100, &generator), Floats(random: 100, &generator))
        expectReference(2 * count + 1, tolerance: 0, "interleaved") {
            $0.interleave(
                InterleavedRows(
                    first: first.start, second: second.start, output: $1, count: count))
        }
    }

    private static let reductions: [Reduction] = [
        .sum(factor: 0.25), .maximum, .minimum, .product, .sumOfMagnitudes, .sumOfSquares, .norm,
        .logSumExp,
    ]

    @Test(arguments: reductions, [1, 2, 15, 16, 17, 40])
    func reductionsEqualTheReference(_ reduction: Reduction, _ length: Int) {
        var generator = SeededGenerator(seed: 9)
        for laneCount in [1, 7, 16, 19] {
            let count = length * laneCount
            let input = Floats(
                (0..<count).map { _ in Float.random(in: -3...3, using: &generator) })
            if reduction == .maximum || reduction == .minimum { input.start[count / 2] = .nan }
            for isAcross in [true, false] {
                let (stride, laneStride) = isAcross ? (laneCount, 1) : (1, length)
                expectReference(laneCount, tolerance: 3e-6, "\(laneCount) lanes") {
                    kernels, output in
                    kernels.reduce(
                        NormalizedRows(
                            input: input.start, length: length, stride: stride,
                            laneCount: laneCount, laneStride: laneStride, isAcross: isAcross,
                            output: output, outputStride: 1, outputLaneStride: 1),
                        reduction)
                }
            }
        }
    }

    @Test(arguments: [1, 15, 16, 33], [1, 16, 17])
    func transpositionsEqualTheReference(_ rowCount: Int, _ columnCount: Int) {
        var generator = SeededGenerator(seed: 4)
        let input = Floats(random: rowCount * (columnCount + 2), &generator)
        expectReference(columnCount * (rowCount + 1), tolerance: 0, "transposed") {
            kernels, output in
            kernels.transpose(
                TransposedMatrix(
                    input: input.start, inputStride: columnCount + 2, rowCount: rowCount,
                    columnCount: columnCount, output: output, outputStride: rowCount + 1))
        }
    }
}
