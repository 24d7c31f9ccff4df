import Graphs
import Tensors

/// Operators of LibTorch that ONNX has too, by the names that ONNX gives them.
private enum Elementwise {
    static let unary: [UnaryOperator: Operator] = [
        .relu: Operator("relu"), .sqrt: Operator("sqrt"), .erf: Operator("erf"),
        .exp: Operator("exp"), .log: Operator("log"), .abs: Operator("abs"), .neg: Operator("neg"),
        .sign: Operator("sign"), .reciprocal: Operator("reciprocal"), .floor: Operator("floor"),
        .ceil: Operator("ceil"), .round: Operator("round"), .sin: Operator("sin"),
        .cos: Operator("cos"), .sigmoid: Operator("sigmoid"), .tanh: Operator("tanh"),
        .hardSwish: Operator("hardswish"), .softplus: Operator("softplus"),
        .mish: Operator("mish"), .not: Operator("logical_not"), .isNaN: Operator("isnan"),
    ]

    static let binary: [BinaryOperator: Operator] = [
        .add: Operator("add", overload: "Tensor"), .sub: Operator("sub", overload: "Tensor"),
        .mul: Operator("mul", overload: "Tensor"), .div: Operator("div", overload: "Tensor"),
        .pow: Operator("pow", overload: "Tensor_Tensor"),
        .mod: Operator("remainder", overload: "Tensor"),
        .equal: Operator("eq", overload: "Tensor"), .less: Operator("lt", overload: "Tensor"),
        .lessOrEqual: Operator("le", overload: "Tensor"),
        .greater: Operator("gt", overload: "Tensor"),
        .greaterOrEqual: Operator("ge", overload: "Tensor"), .and: Operator("logical_and"),
        .or: Operator("logical_or"), .xor: Operator("logical_xor"),
    ]

    static let divideRounded = Operator("div", overload: "Tensor_mode")
    static let limited = Operator("hardtanh")
    static let minimum = Operator("minimum")
    static let maximum = Operator("maximum")
}

extension NodeEvaluation {
    func unary(_ function: UnaryOperator, _ x: Tensors.Tensor) throws -> Tensors.Tensor {
        guard let call = Elementwise.unary[function] else {
            // Softsign is the one that LibTorch composes.
            return try x / (x.magnitude() + 1)
        }
        return try call(.tensor(x))
    }

    func binary(
        _ function: BinaryOperator, _ x: Tensors.Tensor, _ y: Tensors.Tensor
    ) throws -> Tensors.Tensor {
        let isWhole = x.scalarType?.isFloat == false && y.scalarType?.isFloat == false
        switch function {
        case .pRelu: return try x.selected(where: x.isGreater(than: 0), otherwise: x * y)
        case .div where isWhole:
            return try Elementwise.divideRounded(.tensor(x), .tensor(y), .string("trunc"))
        case .pow where x.scalarType != y.scalarType:
            let result = try Elementwise.binary[.pow]?(.tensor(x), .tensor(y)) ?? x
            return try result.converted(to: x.scalarType ?? .float32)
        default:
            guard let call = Elementwise.binary[function] else {
                throw GraphNetworkError.noOperator(node: node.name, operation: node.operation.name)
            }
            return try call(.tensor(x), .tensor(y))
        }
    }

    func variadic(_ function: VariadicOperator) throws -> Tensors.Tensor {
        let all = try inputs.indices.map { try tensor($0) }
        let rest = all.dropFirst()
        switch function {
        case .sum: return try rest.reduce(all[0]) { try $0 + $1 }
        case .mean: return try rest.reduce(all[0]) { try $0 + $1 } / Double(all.count)
        case .min:
            return try rest.reduce(all[0]) { try Elementwise.minimum(.tensor($0), .tensor($1)) }
        case .max:
            return try rest.reduce(all[0]) { try Elementwise.maximum(.tensor($0), .tensor($1)) }
        }
    }

    /// Limits as ReLU6 does, of which they come as a rule: no gradient at the bounds themselves, where
    /// channels that are always zero lie.
    func clipped(
        _ x: Tensors.Tensor, _ minimum: Double?, _ maximum: Double?
    ) throws -> Tensors.Tensor {
        guard let minimum, let maximum, x.scalarType?.isFloat == true else {
            return try x.clamped(to: (minimum ?? -.infinity)...(maximum ?? .infinity))
        }
        return try Elementwise.limited(.tensor(x), .double(minimum), .double(maximum))
    }

    func cast(_ x: Tensors.Tensor, to type: ElementType) throws -> Tensors.Tensor {
        // Unsigned integers of more than 8 bits are computed with as 64-bit ones.
        try x.converted(to: ScalarType(type) ?? .int64)
    }
}
