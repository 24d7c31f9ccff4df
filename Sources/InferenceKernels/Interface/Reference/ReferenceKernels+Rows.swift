import Foundation

extension ReferenceKernels {
    /// Applies a function to each element of a row.
    public static func map(_ function: UnaryKernel, _ row: UnaryRow) {
        for index in 0..<row.count {
            row.output[index] = Float(value(function, Double(row.input[index])))
        }
    }

    private static func value(_ function: UnaryKernel, _ x: Double) -> Double {
        switch function {
        case .clamp(let bounds): min(max(x, Double(bounds.lower)), Double(bounds.upper))
        case .exp: exp(x)
        case .sigmoid: 1 / (1 + exp(-x))
        case .tanh: tanh(x)
        case .gelu: 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
        case .geluByTanh:
            0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
        case .hardSwish: x * min(max(x / 6 + 0.5, 0), 1)
        case .hardSigmoid(let slope, let offset):
            min(max(Double(slope) * x + Double(offset), 0), 1)
        case .leakyRelu(let slope): x < 0 ? Double(slope) * x : x
        case .erf: erf(x)
        case .squareRoot: x.squareRoot()
        case .magnitude: abs(x)
        case .negative: -x
        case .isZero: x == 0 ? 1 : 0
        case .isNotZero: x == 0 ? 0 : 1
        case .isNaN: x.isNaN ? 1 : 0
        case .reciprocal: 1 / x
        case .square: x * x
        case .cube: x * x * x
        case .logarithm: log(x)
        case .sign: x > 0 ? 1 : x < 0 ? -1 : x
        case .floor: x.rounded(.down)
        case .ceiling: x.rounded(.up)
        case .nearest: x.rounded(.toNearestOrEven)
        case .softplus: max(x, 0) + log1p(exp(-abs(x)))
        case .softsign: x / (1 + abs(x))
        case .mish: x * tanh(max(x, 0) + log1p(exp(-abs(x))))
        case .elu(let scale, let gain):
            Double(gain) * (x < 0 ? Double(scale) * expm1(x) : x)
        }
    }

    /// Applies a function to each pair of elements of two rows.
    public static func map(_ function: BinaryKernel, _ row: BinaryRow) {
        for index in 0..<row.count {
            let first = row.first[row.repeatsFirst ? 0 : index]
            let second = row.second[row.repeatsSecond ? 0 : index]
            row.output[index] = row.bounds.clamp(value(function, first, second))
        }
    }

    private static func value(_ function: BinaryKernel, _ a: Float, _ b: Float) -> Float {
        switch function {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .maximum: a.isNaN || a > b ? a : b
        case .minimum: a.isNaN || a < b ? a : b
        case .equal: a == b ? 1 : 0
        case .notEqual: a != b ? 1 : 0
        case .less: a < b ? 1 : 0
        case .lessOrEqual: a <= b ? 1 : 0
        case .leaky: a < 0 ? a * b : a
        }
    }

    /// Chooses between the elements of two rows.
    public static func choose(_ row: ChoiceRow) {
        for index in 0..<row.count {
            let isTrue = row.condition[row.repeatsCondition ? 0 : index] != 0
            let first = row.first[row.repeatsFirst ? 0 : index]
            let second = row.second[row.repeatsSecond ? 0 : index]
            row.output[index] = isTrue ? first : second
        }
    }

    /// Writes the elements of two rows in turns.
    public static func interleave(_ rows: InterleavedRows) {
        for index in 0..<rows.count {
            rows.output[2 * index] = rows.first[index]
            rows.output[2 * index + 1] = rows.second[index]
        }
    }

    /// Computes softmax along one axis.
    public static func softmax(_ rows: NormalizedRows) {
        rows.forEachLane { lane, numbers in
            let scaled = numbers.map { $0 * Double(rows.scale) }
            let scores = rows.mask.map { $0.masked(scaled, lane) } ?? scaled
            let greatest = scores.max() ?? 0
            let powers = scores.map { exp($0 - greatest) }
            let total = powers.reduce(0, +)
            return powers.map { $0 / total }
        }
    }

    /// Computes layer norm along one axis.
    public static func normalize(_ rows: NormalizedRows, _ norm: LayerNorm) {
        rows.forEachLane { _, numbers in
            let count = Double(numbers.count)
            let mean = numbers.reduce(0, +) / count
            let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
            let deviation = (variance + Double(norm.epsilon)).squareRoot()
            return numbers.enumerated().map { index, number in
                (number - mean) / deviation * Double(norm.scale[index])
                    + Double(norm.bias.map { $0[index] } ?? 0)
            }
        }
    }
}

extension ReferenceKernels {
    /// Takes the numbers along one axis together.
    public static func reduce(_ rows: NormalizedRows, _ reduction: Reduction) {
        rows.forEachLane { _, numbers in [value(reduction, numbers)] }
    }

    private static func value(_ reduction: Reduction, _ numbers: [Double]) -> Double {
        switch reduction {
        case .sum(let factor): return numbers.reduce(0, +) * Double(factor)
        case .maximum: return numbers.reduce(-.infinity) { $0.isNaN || $0 > $1 ? $0 : $1 }
        case .minimum: return numbers.reduce(.infinity) { $0.isNaN || $0 < $1 ? $0 : $1 }
        case .product: return numbers.reduce(1, *)
        case .sumOfMagnitudes: return numbers.reduce(0) { $0 + abs($1) }
        case .sumOfSquares: return numbers.reduce(0) { $0 + $1 * $1 }
        case .norm: return numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        case .logSumExp:
            let greatest = numbers.max() ?? 0
            return greatest + log(numbers.reduce(0) { $0 + exp($1 - greatest) })
        }
    }
}

extension NormalizedRows {
    /// Replaces the numbers that are taken together by what `body` makes of them.
    fileprivate func forEachLane(_ body: (_ lane: Int, _ numbers: [Double]) -> [Double]) {
        for lane in 0..<laneCount {
            let start = input + lane * laneStride
            let results = body(lane, (0..<length).map { Double(start[$0 * stride]) })
            for (index, result) in results.enumerated() {
                output[lane * outputLaneStride + index * outputStride] = Float(result)
            }
        }
    }
}

extension SoftmaxMask {
    /// The numbers of a lane with the mask.
    fileprivate func masked(_ scores: [Double], _ lane: Int) -> [Double] {
        scores.enumerated().map { index, score in
            let number = Double(numbers[lane * laneStride + index * stride])
            return switch function {
            case .added: score + number
            case .replacing(let other): number == 0 ? Double(other) : score
            }
        }
    }
}
