/// A function of one tensor, element by element, without attributes; named as in ONNX.
public enum UnaryOperator: String, CaseIterable, Sendable {
    case relu = "Relu"
    case sqrt = "Sqrt"
    case erf = "Erf"
    case exp = "Exp"
    case log = "Log"
    case abs = "Abs"
    case neg = "Neg"
    case sign = "Sign"
    case reciprocal = "Reciprocal"
    case floor = "Floor"
    case ceil = "Ceil"
    case round = "Round"
    case sin = "Sin"
    case cos = "Cos"
    case sigmoid = "Sigmoid"
    case tanh = "Tanh"
    case hardSwish = "HardSwish"
    case softplus = "Softplus"
    case softsign = "Softsign"
    case mish = "Mish"
    /// Of truth values.
    case not = "Not"
    /// Gives truth values.
    case isNaN = "IsNaN"
}

/// A function of two tensors that are broadcast against each other; named as in ONNX.
public enum BinaryOperator: String, CaseIterable, Sendable {
    case add = "Add"
    case sub = "Sub"
    case mul = "Mul"
    case div = "Div"
    case pow = "Pow"
    case mod = "Mod"
    case pRelu = "PRelu"
    case equal = "Equal"
    case less = "Less"
    case lessOrEqual = "LessOrEqual"
    case greater = "Greater"
    case greaterOrEqual = "GreaterOrEqual"
    case and = "And"
    case or = "Or"
    case xor = "Xor"

    /// Whether the results are truth values.
    public var givesTruthValues: Bool {
        switch self {
        case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or, .xor: true
        case .add, .sub, .mul, .div, .pow, .mod, .pRelu: false
        }
    }
}

/// A function of any number of tensors that are broadcast against each other; named as in ONNX.
public enum VariadicOperator: String, CaseIterable, Sendable {
    case sum = "Sum"
    case mean = "Mean"
    case min = "Min"
    case max = "Max"
}

/// A function that takes the elements along axes together; named as in ONNX.
public enum ReduceOperator: String, CaseIterable, Sendable {
    case mean = "ReduceMean"
    case sum = "ReduceSum"
    case max = "ReduceMax"
    case min = "ReduceMin"
    case product = "ReduceProd"
    case l1 = "ReduceL1"
    case l2 = "ReduceL2"
    case sumOfSquares = "ReduceSumSquare"
    case logSumExp = "ReduceLogSumExp"
}

/// Which function approximates the normal distribution in GELU.
public enum GeluApproximation: String, CaseIterable, Sendable {
    case none
    case tanh
}
