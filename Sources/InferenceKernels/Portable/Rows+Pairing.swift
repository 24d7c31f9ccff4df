public import InferenceKernels

extension Level {
    /// Applies a function to each pair of elements of two rows.
    public static func map(_ function: BinaryKernel, _ row: BinaryRow) {
        switch function {
        case .add: row.map(Sum.self)
        case .subtract: row.map(Difference.self)
        case .multiply: row.map(Product.self)
        case .divide: row.map(Quotient.self)
        case .maximum: row.map(Greater.self)
        case .minimum: row.map(Lesser.self)
        case .equal: row.map(IsEqual.self)
        case .notEqual: row.map(IsNotEqual.self)
        case .less: row.map(IsLess.self)
        case .lessOrEqual: row.map(IsLessOrEqual.self)
        case .leaky: row.map(Leaky.self)
        }
    }

    /// Chooses between the elements of two rows.
    public static func choose(_ row: ChoiceRow) {
        let count = row.count / Lanes.count &* Lanes.count
        var index = 0
        while index < count {
            choice(row, index, Lanes.count).store(row.output + index)
            index &+= Lanes.count
        }
        let rest = row.count &- count
        if rest > 0 { choice(row, count, rest).store(row.output + count, count: rest) }
    }

    @inline(__always)
    private static func choice(_ row: ChoiceRow, _ index: Int, _ count: Int) -> Lanes {
        let condition = operand(row.condition, row.repeatsCondition, index, count)
        let first = operand(row.first, row.repeatsFirst, index, count)
        let second = operand(row.second, row.repeatsSecond, index, count)
        return first.replacing(with: second, where: condition .== Lanes.zero)
    }

    /// Writes the elements of two rows in turns.
    public static func interleave(_ rows: InterleavedRows) {
        let count = rows.count / Lanes.count &* Lanes.count
        var index = 0
        while index < count {
            var pairs = SIMD32<Float>()
            pairs.evenHalf = Lanes.load(rows.first + index)
            pairs.oddHalf = Lanes.load(rows.second + index)
            UnsafeMutableRawPointer(rows.output + 2 &* index).storeBytes(
                of: pairs, as: SIMD32<Float>.self)
            index &+= Lanes.count
        }
        for index in count..<rows.count {
            rows.output[2 &* index] = rows.first[index]
            rows.output[2 &* index &+ 1] = rows.second[index]
        }
    }
}

/// A function of pairs of lanes: a type, and no closure, so that the compiler makes loops for each.
private protocol PairFunction {
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes
}

private enum Sum: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes { a + b }
}

private enum Difference: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes { a - b }
}

private enum Product: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes { a * b }
}

private enum Quotient: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes { a / b }
}

private enum Greater: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes {
        b.replacing(with: a, where: (a .!= a) .| (a .> b))
    }
}

private enum Lesser: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes {
        b.replacing(with: a, where: (a .!= a) .| (a .< b))
    }
}

private enum IsEqual: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes { truth(a .== b) }
}

private enum IsNotEqual: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes { truth(a .!= b) }
}

private enum IsLess: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes { truth(a .< b) }
}

private enum IsLessOrEqual: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes { truth(a .<= b) }
}

private enum Leaky: PairFunction {
    @inline(__always)
    static func result(_ a: Lanes, _ b: Lanes) -> Lanes {
        a.replacing(with: a * b, where: a .< Lanes.zero)
    }
}

extension BinaryRow {
    fileprivate func map<Function: PairFunction>(_: Function.Type) {
        let whole = count / Lanes.count &* Lanes.count
        let (lower, upper) = (Lanes(repeating: bounds.lower), Lanes(repeating: bounds.upper))
        var index = 0
        if repeatsFirst {
            let first = Lanes(repeating: first.pointee)
            while index < whole {
                let result = Function.result(first, Lanes.load(second + index))
                clamped(result, lower, upper).store(output + index)
                index &+= Lanes.count
            }
        } else if repeatsSecond {
            let second = Lanes(repeating: second.pointee)
            while index < whole {
                let result = Function.result(Lanes.load(first + index), second)
                clamped(result, lower, upper).store(output + index)
                index &+= Lanes.count
            }
        } else {
            while index < whole {
                let result = Function.result(
                    Lanes.load(first + index), Lanes.load(second + index))
                clamped(result, lower, upper).store(output + index)
                index &+= Lanes.count
            }
        }
        let rest = count &- whole
        if rest > 0 {
            let result = Function.result(
                operand(first, repeatsFirst, whole, rest),
                operand(second, repeatsSecond, whole, rest))
            clamped(result, lower, upper).store(output + whole, count: rest)
        }
    }
}

@inline(__always)
private func operand(
    _ row: UnsafePointer<Float>, _ isRepeated: Bool, _ index: Int, _ count: Int
) -> Lanes {
    if isRepeated { return Lanes(repeating: row.pointee) }
    return count == Lanes.count ? Lanes.load(row + index) : Lanes(row + index, count: count)
}
