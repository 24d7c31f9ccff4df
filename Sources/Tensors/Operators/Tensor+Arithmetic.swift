private let addTensor = Operator("add", overload: "Tensor")
private let addScalar = Operator("add", overload: "Scalar")
private let subTensor = Operator("sub", overload: "Tensor")
private let subScalar = Operator("sub", overload: "Scalar")
private let rsubScalar = Operator("rsub", overload: "Scalar")
private let mulTensor = Operator("mul", overload: "Tensor")
private let mulScalar = Operator("mul", overload: "Scalar")
private let divTensor = Operator("div", overload: "Tensor")
private let divScalar = Operator("div", overload: "Scalar")
private let negOperator = Operator("neg")
private let absOperator = Operator("abs")
private let squareOperator = Operator("square")
private let sqrtOperator = Operator("sqrt")
private let expOperator = Operator("exp")
private let logOperator = Operator("log")
private let signOperator = Operator("sign")
private let matmulOperator = Operator("matmul")
private let clampOperator = Operator("clamp")

extension Tensor {
    /// The sum, element by element, with broadcasting.
    public static func + (left: Tensor, right: Tensor) throws -> Tensor {
        try addTensor(.tensor(left), .tensor(right))
    }

    /// The sum with a number.
    public static func + (left: Tensor, right: Double) throws -> Tensor {
        try addScalar(.tensor(left), .double(right))
    }

    /// The difference, element by element, with broadcasting.
    public static func - (left: Tensor, right: Tensor) throws -> Tensor {
        try subTensor(.tensor(left), .tensor(right))
    }

    /// The difference from a number.
    public static func - (left: Tensor, right: Double) throws -> Tensor {
        try subScalar(.tensor(left), .double(right))
    }

    /// The difference of a number and each element.
    public static func - (left: Double, right: Tensor) throws -> Tensor {
        try rsubScalar(.tensor(right), .double(left))
    }

    /// The product, element by element, with broadcasting.
    public static func * (left: Tensor, right: Tensor) throws -> Tensor {
        try mulTensor(.tensor(left), .tensor(right))
    }

    /// The product with a number.
    public static func * (left: Tensor, right: Double) throws -> Tensor {
        try mulScalar(.tensor(left), .double(right))
    }

    /// The product with a number.
    public static func * (left: Double, right: Tensor) throws -> Tensor { try right * left }

    /// The quotient, element by element, with broadcasting.
    public static func / (left: Tensor, right: Tensor) throws -> Tensor {
        try divTensor(.tensor(left), .tensor(right))
    }

    /// The quotient by a number.
    public static func / (left: Tensor, right: Double) throws -> Tensor {
        try divScalar(.tensor(left), .double(right))
    }

    /// The negative of each element.
    public static prefix func - (operand: Tensor) throws -> Tensor {
        try negOperator(.tensor(operand))
    }

    /// The magnitude of each element.
    public func magnitude() throws -> Tensor { try absOperator(.tensor(self)) }

    /// The square of each element.
    public func squared() throws -> Tensor { try squareOperator(.tensor(self)) }

    /// The square root of each element.
    public func squareRoot() throws -> Tensor { try sqrtOperator(.tensor(self)) }

    /// *e* to the power of each element.
    public func exponential() throws -> Tensor { try expOperator(.tensor(self)) }

    /// The natural logarithm of each element.
    public func logarithm() throws -> Tensor { try logOperator(.tensor(self)) }

    /// −1, 0 or 1 by the sign of each element.
    public func sign() throws -> Tensor { try signOperator(.tensor(self)) }

    /// The matrix product over the last two dimensions, with broadcasting over the others.
    public func matrixProduct(with right: Tensor) throws -> Tensor {
        try matmulOperator(.tensor(self), .tensor(right))
    }

    /// Each element limited to `bounds`.
    public func clamped(to bounds: ClosedRange<Double>) throws -> Tensor {
        try clampOperator(.tensor(self), .double(bounds.lowerBound), .double(bounds.upperBound))
    }
}
