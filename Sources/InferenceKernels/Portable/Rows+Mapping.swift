public import InferenceKernels

extension Level {
    /// Applies a function to each element of a row.
    public static func map(_ function: UnaryKernel, _ row: UnaryRow) {
        switch function {
        case .clamp(let bounds):
            map(row) { x in
                var x = x
                x.clamp(bounds.lower, bounds.upper)
                return x
            }
        case .exp: map(row) { exponential($0) }
        case .sigmoid: map(row) { sigmoid($0) }
        case .tanh: map(row) { hyperbolicTangent($0) }
        case .gelu: map(row) { normalGate($0) }
        case .geluByTanh: map(row) { normalGateByTangent($0) }
        case .hardSwish: map(row) { x in x * hardSigmoid(x, 1 / 6, 0.5) }
        case .hardSigmoid(let slope, let offset): map(row) { hardSigmoid($0, slope, offset) }
        case .leakyRelu(let slope):
            map(row) { x in x.replacing(with: x * Lanes(repeating: slope), where: x .< Lanes.zero) }
        case .erf: map(row) { errorFunction($0) }
        case .squareRoot: map(row) { $0.squareRoot() }
        case .magnitude: map(row) { x in x.replacing(with: -x, where: x .< Lanes.zero) }
        case .negative: map(row) { -$0 }
        case .isZero: map(row) { truth($0 .== Lanes.zero) }
        case .isNotZero: map(row) { truth($0 .!= Lanes.zero) }
        case .isNaN: map(row) { truth($0 .!= $0) }
        }
    }

    /// Applies a function to each pair of elements of two rows.
    public static func map(_ function: BinaryKernel, _ row: BinaryRow) {
        switch function {
        case .add: map(row) { $0 + $1 }
        case .subtract: map(row) { $0 - $1 }
        case .multiply: map(row) { $0 * $1 }
        case .divide: map(row) { $0 / $1 }
        case .maximum:
            map(row) { a, b in b.replacing(with: a, where: (a .!= a) .| (a .> b)) }
        case .minimum:
            map(row) { a, b in b.replacing(with: a, where: (a .!= a) .| (a .< b)) }
        case .equal: map(row) { truth($0 .== $1) }
        case .notEqual: map(row) { truth($0 .!= $1) }
        case .less: map(row) { truth($0 .< $1) }
        case .lessOrEqual: map(row) { truth($0 .<= $1) }
        }
    }

    /// Chooses between the elements of two rows.
    public static func choose(_ row: ChoiceRow) {
        var index = 0
        while index < row.count {
            let count = min(Lanes.count, row.count &- index)
            let condition = operand(row.condition, row.repeatsCondition, index, count)
            let first = operand(row.first, row.repeatsFirst, index, count)
            let second = operand(row.second, row.repeatsSecond, index, count)
            let result = first.replacing(with: second, where: condition .== Lanes.zero)
            if count == Lanes.count {
                result.store(row.output + index)
            } else {
                result.store(row.output + index, count: count)
            }
            index &+= Lanes.count
        }
    }

    /// 1 where a mask is true, else 0.
    @inline(__always)
    private static func truth(_ mask: SIMDMask<Lanes.MaskStorage>) -> Lanes {
        Lanes.zero.replacing(with: Lanes(repeating: 1), where: mask)
    }

    @inline(__always)
    private static func hardSigmoid(_ x: Lanes, _ slope: Float, _ offset: Float) -> Lanes {
        var result = multiplyAdd(Lanes(repeating: offset), x, Lanes(repeating: slope))
        result.clamp(0, 1)
        return result
    }

    @inline(__always)
    private static func map(_ row: UnaryRow, _ function: (Lanes) -> Lanes) {
        var index = 0
        while row.count &- index >= Lanes.count {
            function(Lanes.load(row.input + index)).store(row.output + index)
            index &+= Lanes.count
        }
        let rest = row.count &- index
        if rest > 0 {
            function(Lanes(row.input + index, count: rest)).store(row.output + index, count: rest)
        }
    }

    @inline(__always)
    private static func map(_ row: BinaryRow, _ function: (Lanes, Lanes) -> Lanes) {
        var index = 0
        while index < row.count {
            let count = min(Lanes.count, row.count &- index)
            let first = operand(row.first, row.repeatsFirst, index, count)
            let second = operand(row.second, row.repeatsSecond, index, count)
            var result = function(first, second)
            result.clamp(row.bounds.lower, row.bounds.upper)
            if count == Lanes.count {
                result.store(row.output + index)
            } else {
                result.store(row.output + index, count: count)
            }
            index &+= Lanes.count
        }
    }

    @inline(__always)
    private static func operand(
        _ row: UnsafePointer<Float>, _ isRepeated: Bool, _ index: Int, _ count: Int
    ) -> Lanes {
        if isRepeated { return Lanes(repeating: row.pointee) }
        return count == Lanes.count ? Lanes.load(row + index) : Lanes(row + index, count: count)
    }
}

extension Lanes {
    /// The first lanes from memory, the others 0.
    @inline(__always)
    init(_ address: UnsafePointer<Float>, count: Int) {
        self = .zero
        for lane in 0..<count { self[lane] = address[lane] }
    }

    /// Writes the first lanes.
    @inline(__always)
    func store(_ address: UnsafeMutablePointer<Float>, count: Int) {
        for lane in 0..<count { address[lane] = self[lane] }
    }
}
