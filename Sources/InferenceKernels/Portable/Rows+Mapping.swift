public import InferenceKernels

extension Level {
    /// Applies a function to each element of a row.
    public static func map(_ function: UnaryKernel, _ row: UnaryRow) {
        switch function {
        case .clamp(let bounds): row.mapClamp(bounds)
        case .hardSigmoid(let slope, let offset): row.mapHardSigmoid(slope, offset)
        case .leakyRelu(let slope): row.mapLeakyRelu(slope)
        case .elu(let scale, let gain): row.mapElu(scale, gain)
        case .exp: row.mapExponential()
        case .sigmoid: row.mapSigmoid()
        case .tanh: row.mapTangent()
        case .gelu: row.mapGelu()
        case .geluByTanh: row.mapGeluByTangent()
        case .hardSwish: row.mapHardSwish()
        case .erf: row.mapErrorFunction()
        case .squareRoot: row.mapSquareRoot()
        case .magnitude: row.mapMagnitude()
        case .negative: row.mapNegative()
        case .isZero: row.mapIsZero()
        case .isNotZero: row.mapIsNotZero()
        case .isNaN: row.mapIsNaN()
        case .reciprocal: row.mapReciprocal()
        case .square: row.mapSquare()
        case .cube: row.mapCube()
        case .logarithm: row.mapLogarithm()
        case .sign: row.mapSign()
        case .floor: row.mapFloor()
        case .ceiling: row.mapCeiling()
        case .nearest: row.mapNearest()
        case .softplus: row.mapSoftplus()
        case .softsign: row.mapSoftsign()
        case .mish: row.mapMish()
        }
    }
}

// Each loop is a function of its own: in one that has them all, the compiler calls a closure for every vector.

extension UnaryRow {
    @inline(never) fileprivate func mapExponential() { map { exponential($0) } }
    @inline(never) fileprivate func mapSigmoid() { map { sigmoid($0) } }
    @inline(never) fileprivate func mapTangent() { map { hyperbolicTangent($0) } }
    @inline(never) fileprivate func mapGelu() { map { normalGate($0) } }
    @inline(never) fileprivate func mapGeluByTangent() { map { normalGateByTangent($0) } }
    @inline(never) fileprivate func mapHardSwish() { map { $0 * hardSigmoid($0, 1 / 6, 0.5) } }
    @inline(never) fileprivate func mapErrorFunction() { map { errorFunction($0) } }
    @inline(never) fileprivate func mapSquareRoot() { map { $0.squareRoot() } }
    @inline(never) fileprivate func mapMagnitude() { map { magnitude($0) } }
    @inline(never) fileprivate func mapNegative() { map { -$0 } }
    @inline(never) fileprivate func mapIsZero() { map { truth($0 .== Lanes.zero) } }
    @inline(never) fileprivate func mapIsNotZero() { map { truth($0 .!= Lanes.zero) } }
    @inline(never) fileprivate func mapIsNaN() { map { truth($0 .!= $0) } }
    @inline(never) fileprivate func mapReciprocal() { map { Lanes(repeating: 1) / $0 } }
    @inline(never) fileprivate func mapSquare() { map { $0 * $0 } }
    @inline(never) fileprivate func mapCube() { map { $0 * $0 * $0 } }
    @inline(never) fileprivate func mapLogarithm() { map { logarithm($0) } }
    @inline(never) fileprivate func mapSign() { map { sign($0) } }
    @inline(never) fileprivate func mapFloor() { map { $0.rounded(.down) } }
    @inline(never) fileprivate func mapCeiling() { map { $0.rounded(.up) } }
    @inline(never) fileprivate func mapNearest() { map { $0.rounded(.toNearestOrEven) } }
    @inline(never) fileprivate func mapSoftplus() { map { softplus($0) } }
    @inline(never) fileprivate func mapSoftsign() {
        map { $0 / (Lanes(repeating: 1) + magnitude($0)) }
    }
    @inline(never) fileprivate func mapMish() { map { mish($0) } }

    @inline(never) fileprivate func mapClamp(_ bounds: Bounds) {
        let (lower, upper) = (Lanes(repeating: bounds.lower), Lanes(repeating: bounds.upper))
        map { clamped($0, lower, upper) }
    }

    @inline(never) fileprivate func mapHardSigmoid(_ slope: Float, _ offset: Float) {
        map { hardSigmoid($0, slope, offset) }
    }

    @inline(never) fileprivate func mapLeakyRelu(_ slope: Float) {
        map { x in x.replacing(with: x * Lanes(repeating: slope), where: x .< Lanes.zero) }
    }

    @inline(never) fileprivate func mapElu(_ scale: Float, _ gain: Float) {
        map { x in
            let below = (exponential(x) - Lanes(repeating: 1)) * Lanes(repeating: scale)
            return x.replacing(with: below, where: x .< Lanes.zero) * Lanes(repeating: gain)
        }
    }

    @inline(__always)
    private func map(_ function: (Lanes) -> Lanes) {
        var index = 0
        while count &- index >= Lanes.count {
            function(Lanes.load(input + index)).store(output + index)
            index &+= Lanes.count
        }
        let rest = count &- index
        if rest > 0 {
            function(Lanes(input + index, count: rest)).store(output + index, count: rest)
        }
    }
}

/// 1 where a mask is true, else 0.
@inline(__always)
func truth(_ mask: SIMDMask<Lanes.MaskStorage>) -> Lanes {
    Lanes.zero.replacing(with: Lanes(repeating: 1), where: mask)
}

@inline(__always)
private func hardSigmoid(_ x: Lanes, _ slope: Float, _ offset: Float) -> Lanes {
    let result = multiplyAdd(Lanes(repeating: offset), x, Lanes(repeating: slope))
    return clamped(result, Lanes.zero, Lanes(repeating: 1))
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
