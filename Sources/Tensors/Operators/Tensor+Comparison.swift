private let greaterTensor = Operator("gt", overload: "Tensor")
private let greaterScalar = Operator("gt", overload: "Scalar")
private let greaterEqualTensor = Operator("ge", overload: "Tensor")
private let equalTensor = Operator("eq", overload: "Tensor")
private let equalScalar = Operator("eq", overload: "Scalar")
private let notEqualScalar = Operator("ne", overload: "Scalar")
private let whereOperator = Operator("where", overload: "self")
private let isnanOperator = Operator("isnan")
private let anyOperator = Operator("any")

extension Tensor {
    /// Where this tensor is above `other`.
    public func isGreater(than other: Tensor) throws -> Tensor {
        try greaterTensor(.tensor(self), .tensor(other))
    }

    /// Where this tensor is above a number.
    public func isGreater(than number: Double) throws -> Tensor {
        try greaterScalar(.tensor(self), .double(number))
    }

    /// Where this tensor is at least `other`.
    public func isAtLeast(_ other: Tensor) throws -> Tensor {
        try greaterEqualTensor(.tensor(self), .tensor(other))
    }

    /// Where the elements are equal.
    public func isEqual(to other: Tensor) throws -> Tensor {
        try equalTensor(.tensor(self), .tensor(other))
    }

    /// Where the elements equal a number.
    public func isEqual(to number: Double) throws -> Tensor {
        try equalScalar(.tensor(self), .double(number))
    }

    /// Where the elements do not equal a whole number.
    public func isNotEqual(to number: Int) throws -> Tensor {
        try notEqualScalar(.tensor(self), .int(number))
    }

    /// This tensor where `condition` holds, `other` elsewhere.
    public func selected(where condition: Tensor, otherwise other: Tensor) throws -> Tensor {
        try whereOperator(.tensor(condition), .tensor(self), .tensor(other))
    }

    /// Whether any element is not a number.
    public func containsNotANumber() throws -> Bool {
        try anyOperator(.tensor(isnanOperator(.tensor(self)))).item() != 0
    }
}
