import Graphs

extension CallConverter {
    typealias Conversion = @Sendable (inout CallConverter, TracedCall) throws -> Void

    /// What stands for each operator of LibTorch.
    static let conversions: [String: Conversion] = elementwise.merging(layers) { $1 }
        .merging(moving) { $1 }

    private static let elementwise: [String: Conversion] = {
        var table: [String: Conversion] = [:]
        let unary: [String: UnaryOperator] = [
            "relu": .relu, "sqrt": .sqrt, "erf": .erf, "exp": .exp, "log": .log, "abs": .abs,
            "neg": .neg, "sign": .sign, "reciprocal": .reciprocal, "floor": .floor, "ceil": .ceil,
            "round": .round, "sin": .sin, "cos": .cos, "sigmoid": .sigmoid, "tanh": .tanh,
            "hardswish": .hardSwish, "softplus": .softplus, "mish": .mish, "logical_not": .not,
            "isnan": .isNaN,
        ]
        for (name, function) in unary {
            table[name] = { $0.give($1, .unary(function), [try $1.value(0)]) }
        }
        let binary: [String: BinaryOperator] = [
            "add": .add, "sub": .sub, "mul": .mul, "div": .div, "pow": .pow, "eq": .equal,
            "lt": .less, "le": .lessOrEqual, "gt": .greater, "ge": .greaterOrEqual,
            "logical_and": .and, "logical_or": .or, "logical_xor": .xor, "prelu": .pRelu,
        ]
        for (name, function) in binary {
            table[name] = { try $0.binary(function, $1) }
        }
        table["ne"] = { converter, call in
            let x = try call.value(0)
            let other = try converter.operand(1, of: call, like: x)
            converter.give(call, .unary(.not), [converter.add(.binary(.equal), [x, other])])
        }
        table["rsub"] = { converter, call in
            let x = try call.value(0)
            converter.give(
                call, .binary(.sub), [try converter.operand(1, of: call, like: x), x])
        }
        table["square"] = { converter, call in
            let x = try call.value(0)
            converter.give(call, .binary(.mul), [x, x])
        }
        table["silu"] = { converter, call in
            let x = try call.value(0)
            converter.give(call, .binary(.mul), [x, converter.add(.unary(.sigmoid), [x])])
        }
        table["minimum"] = { $0.give($1, .variadic(.min), [try $1.value(0), try $1.value(1)]) }
        table["maximum"] = { $0.give($1, .variadic(.max), [try $1.value(0), try $1.value(1)]) }
        table["hardsigmoid"] = {
            $0.give($1, .hardSigmoid(slope: 1 / 6, offset: 0.5), [try $1.value(0)])
        }
        table["leaky_relu"] = {
            let slope = try $1.double(1, default: 0.01)
            $0.give($1, .leakyRelu(slope: Float(slope)), [try $1.value(0)])
        }
        table["elu"] = {
            $0.give($1, .elu(scale: Float(try $1.double(1, default: 1))), [try $1.value(0)])
        }
        table["gelu"] = {
            let form = $1.string(1).flatMap { GeluApproximation(rawValue: $0) } ?? .none
            $0.give($1, .gelu(form), [try $1.value(0)])
        }
        for name in ["hardtanh", "clamp"] {
            table[name] = {
                let bounds = (
                    try $1.double(1, default: -.infinity), try $1.double(2, default: .infinity)
                )
                $0.give(
                    $1,
                    .clip(
                        minimum: bounds.0 == -.infinity ? nil : bounds.0,
                        maximum: bounds.1 == .infinity ? nil : bounds.1), [try $1.value(0)])
            }
        }
        table["softmax"] = { $0.give($1, .softmax(axis: try $1.int(1)), [try $1.value(0)]) }
        table["log_softmax"] = { $0.give($1, .logSoftmax(axis: try $1.int(1)), [try $1.value(0)]) }
        table["where"] = {
            $0.give($1, .where, [try $1.value(0), try $1.value(1), try $1.value(2)])
        }
        for name in ["alias", "detach", "contiguous", "clone"] {
            table[name] = { $0.give($1, .identity, [try $1.value(0)]) }
        }
        table["dropout"] = {
            $0.give($1, .dropout(ratio: Float(try $1.double(1, default: 0.5))), [try $1.value(0)])
        }
        table["to"] = { converter, call in
            converter.give(
                call, .cast(to: converter.type(call.results[0])), [try call.value(0)])
        }
        return table
    }()

    /// A second operand: a tensor, or a number as a constant.
    mutating func operand(_ position: Int, of call: TracedCall, like value: String) throws -> String
    {
        if let name = call.optional(position) {
            return type(name) == type(value) ? name : add(.cast(to: type(value)), [name])
        }
        return try scalar(call.double(position, default: 0), like: value)
    }

    private mutating func binary(_ function: BinaryOperator, _ call: TracedCall) throws {
        var x = try call.value(0)
        let result = type(call.results[0])
        // Where the result has another type than an operand, that operand is converted first.
        if !function.givesTruthValues, type(x) != result { x = add(.cast(to: result), [x]) }
        var other = try operand(1, of: call, like: x)
        if function == .add || function == .sub {
            let factor = try call.double(2, default: 1)
            if factor != 1 {
                other = add(.binary(.mul), [other, try scalar(factor, like: other)])
            }
        }
        if function == .pRelu {
            let rank = shape(x).count
            if rank > 2, shape(other).count == 1 {
                other = add(
                    .reshape(allowsZero: false),
                    [other, integers([-1] + [Int](repeating: 1, count: rank - 2))])
            }
        }
        give(call, .binary(function), [x, other])
    }
}
