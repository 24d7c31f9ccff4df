import Foundation

/// eˣ − 1.
func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }

/// x·Φ(x), Φ being the normal distribution or its approximation by tanh.
func gelu(_ x: Double, _ approximation: GeluApproximation) -> Double {
    switch approximation {
    case .none: 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
    case .tanh: 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    }
}

extension Evaluation {
    func unary(_ function: UnaryOperator, _ x: Tensor) -> Tensor {
        switch function {
        case .relu: x.map { $0 < 0 ? 0 : $0 }
        case .sqrt: x.map { $0.squareRoot() }
        case .erf: x.map { erf($0) }
        case .exp: x.map { exp($0) }
        case .log: x.map { log($0) }
        case .abs: x.map { abs($0) }
        case .neg: x.map { -$0 }
        case .sign: x.map { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
        case .reciprocal: x.map { 1 / $0 }
        case .floor: x.map { $0.rounded(.down) }
        case .ceil: x.map { $0.rounded(.up) }
        case .round: x.map { $0.rounded(.toNearestOrEven) }
        case .sin: x.map { sin($0) }
        case .cos: x.map { cos($0) }
        case .sigmoid: x.map { 1 / (1 + exp(-$0)) }
        case .tanh: x.map { tanh($0) }
        case .hardSwish: x.map { $0 * min(max($0 / 6 + 0.5, 0), 1) }
        case .softplus: x.map { max($0, 0) + log1p(exp(-abs($0))) }
        case .softsign: x.map { $0 / (1 + abs($0)) }
        case .mish: x.map { $0 * tanh(max($0, 0) + log1p(exp(-abs($0)))) }
        case .not: Tensor(.bool, shape, integers: x.integers.map { 1 - $0 })
        case .isNaN: Tensor(.bool, shape, integers: x.numbers.map { $0.isNaN ? 1 : 0 })
        }
    }

    func binary(_ function: BinaryOperator, _ x: Tensor, _ y: Tensor) throws(GraphError) -> Tensor {
        let left = Positions(x.shape).broadcast(to: shape)
        let right = Positions(y.shape).broadcast(to: shape)
        if case .integers(let a) = x.elements, case .integers(let b) = y.elements {
            let elementType = function.givesTruthValues ? ElementType.bool : x.elementType
            let divides = function == .div || function == .mod
            if divides, b.contains(0) { throw node.problem("it divides an integer by 0") }
            return Tensor(
                elementType, shape,
                integers: zip(left, right).map { Self.integer(function, a[$0], b[$1]) })
        }
        let (a, b) = (x.numbers, y.numbers)
        if function.givesTruthValues {
            return Tensor(
                .bool, shape,
                integers: zip(left, right).map { Self.holds(function, a[$0], b[$1]) ? 1 : 0 })
        }
        let numbers = zip(left, right).map { Self.number(function, a[$0], b[$1]) }
        if x.elementType.isFloatingPoint { return Tensor(x.elementType, shape, numbers) }
        return Tensor(
            x.elementType, shape,
            integers: numbers.map { Int(exactly: $0.rounded(.towardZero)) ?? 0 })
    }

    private static func number(_ function: BinaryOperator, _ a: Double, _ b: Double) -> Double {
        switch function {
        case .add: a + b
        case .sub: a - b
        case .mul: a * b
        case .div: a / b
        case .pow: pow(a, b)
        case .mod: fmod(a, b)
        case .pRelu: a < 0 ? a * b : a
        case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or, .xor:
            holds(function, a, b) ? 1 : 0
        }
    }

    private static func holds<Value: Comparable>(
        _ function: BinaryOperator, _ a: Value, _ b: Value
    ) -> Bool {
        switch function {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        default: a == b
        }
    }

    private static func integer(_ function: BinaryOperator, _ a: Int, _ b: Int) -> Int {
        switch function {
        case .add: a &+ b
        case .sub: a &- b
        case .mul: a &* b
        case .div: a.dividedReportingOverflow(by: b).partialValue
        case .mod:
            // The sign is that of the divisor, as ONNX says for integers.
            (a.remainderReportingOverflow(dividingBy: b).partialValue &+ b)
                .remainderReportingOverflow(dividingBy: b).partialValue
        case .pow: Int(exactly: pow(Double(a), Double(b)).rounded(.towardZero)) ?? 0
        case .pRelu: a < 0 ? a &* b : a
        case .and: a & b
        case .or: a | b
        case .xor: a ^ b
        case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual: holds(function, a, b) ? 1 : 0
        }
    }

    func variadic(_ function: VariadicOperator) throws(GraphError) -> Tensor {
        var lists: [[Double]] = []
        for position in inputs.indices {
            let tensor = try input(position)
            let numbers = tensor.numbers
            lists.append(Positions(tensor.shape).broadcast(to: shape).map { numbers[$0] })
        }
        let count = Double(lists.count)
        let numbers = (0..<shape.reduce(1, *)).map { index in
            let values = lists.map { $0[index] }
            let sum = values.reduce(0, +)
            return switch function {
            case .sum: sum
            case .mean: sum / count
            case .min: values.dropFirst().reduce(values[0]) { $0.isNaN || $0 < $1 ? $0 : $1 }
            case .max: values.dropFirst().reduce(values[0]) { $0.isNaN || $0 > $1 ? $0 : $1 }
            }
        }
        let elementType = try input(0).elementType
        if elementType.isFloatingPoint { return Tensor(elementType, shape, numbers) }
        return Tensor(elementType, shape, integers: numbers.map { Int($0) })
    }

    func chosen(_ condition: Tensor) throws(GraphError) -> Tensor {
        let (yes, no) = (try input(1), try input(2))
        let conditions = condition.integers
        let places = Positions(condition.shape).broadcast(to: shape).map { conditions[$0] != 0 }
        let left = Positions(yes.shape).broadcast(to: shape)
        let right = Positions(no.shape).broadcast(to: shape)
        if case .integers(let a) = yes.elements, case .integers(let b) = no.elements {
            return Tensor(
                yes.elementType, shape,
                integers: places.indices.map { places[$0] ? a[left[$0]] : b[right[$0]] })
        }
        let (a, b) = (yes.numbers, no.numbers)
        return Tensor(
            yes.elementType, shape, places.indices.map { places[$0] ? a[left[$0]] : b[right[$0]] })
    }

    func cast(_ x: Tensor, to elementType: ElementType) -> Tensor {
        if elementType.isFloatingPoint { return Tensor(elementType, shape, x.numbers) }
        if elementType == .bool {
            return Tensor(.bool, shape, integers: x.numbers.map { $0 != 0 ? 1 : 0 })
        }
        return Tensor(elementType, shape, integers: x.integers)
    }
}
