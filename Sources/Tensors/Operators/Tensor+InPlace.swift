private let copyOperator = Operator("copy_")
private let addInPlace = Operator("add_", overload: "Tensor")
private let addScalarInPlace = Operator("add_", overload: "Scalar")
private let mulInPlace = Operator("mul_", overload: "Tensor")
private let mulScalarInPlace = Operator("mul_", overload: "Scalar")
private let fillInPlace = Operator("fill_", overload: "Scalar")
private let normalInPlace = Operator("normal_")
private let uniformInPlace = Operator("uniform_")

extension Tensor {
    /// Overwrites the elements with those of `source`, converting type and device.
    public func copy(from source: Tensor) throws {
        try copyOperator.run(.tensor(self), .tensor(source))
    }

    /// Adds `scale` times `other` to this tensor.
    public func add(_ other: Tensor, scale: Double = 1) throws {
        try addInPlace.run(
            .tensor(self), .tensor(other), scale == 1 ? .schemaDefault : .double(scale))
    }

    /// Adds a number to every element.
    public func add(_ number: Double) throws {
        try addScalarInPlace.run(.tensor(self), .double(number))
    }

    /// Adds a whole number to every element.
    public func add(_ number: Int) throws {
        try addScalarInPlace.run(.tensor(self), .int(number))
    }

    /// Multiplies this tensor by `other`, element by element.
    public func multiply(by other: Tensor) throws {
        try mulInPlace.run(.tensor(self), .tensor(other))
    }

    /// Multiplies this tensor by a number.
    public func multiply(by factor: Double) throws {
        try mulScalarInPlace.run(.tensor(self), .double(factor))
    }

    /// Sets every element to `value`.
    public func fill(_ value: Double) throws {
        try fillInPlace.run(.tensor(self), .double(value))
    }

    /// Fills this tensor with samples of a normal distribution.
    public func fillNormal(mean: Double = 0, deviation: Double) throws {
        try normalInPlace.run(.tensor(self), .double(mean), .double(deviation))
    }

    /// Fills this tensor with samples of the uniform distribution over `range`.
    public func fillUniform(in range: ClosedRange<Double>) throws {
        try uniformInPlace.run(
            .tensor(self), .double(range.lowerBound), .double(range.upperBound))
    }
}
