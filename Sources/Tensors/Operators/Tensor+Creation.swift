private let zerosOperator = Operator("zeros")
private let fullOperator = Operator("full")
private let randnOperator = Operator("randn")
private let randOperator = Operator("rand")
private let arangeOperator = Operator("arange")
private let zerosLikeOperator = Operator("zeros_like")
private let onesLikeOperator = Operator("ones_like")
private let emptyLikeOperator = Operator("empty_like")

extension Tensor {
    /// A tensor of zeros.
    public static func zeros(
        _ shape: [Int], type: ScalarType = .float32, device: Device = .cpu
    ) throws -> Tensor {
        try zerosOperator(.ints(shape), .type(type), .none, .device(device))
    }

    /// A tensor in which every element is `value`.
    public static func full(
        _ shape: [Int], _ value: Double, type: ScalarType = .float32, device: Device = .cpu
    ) throws -> Tensor {
        try fullOperator(.ints(shape), .double(value), .type(type), .none, .device(device))
    }

    /// Samples of the standard normal distribution, from the seeded generator of `device`.
    public static func randomNormal(
        _ shape: [Int], type: ScalarType = .float32, device: Device = .cpu
    ) throws -> Tensor {
        try randnOperator(.ints(shape), .type(type), .none, .device(device))
    }

    /// Samples of the uniform distribution over `0..<1`, from the seeded generator of `device`.
    public static func randomUniform(
        _ shape: [Int], type: ScalarType = .float32, device: Device = .cpu
    ) throws -> Tensor {
        try randOperator(.ints(shape), .type(type), .none, .device(device))
    }

    /// The integers of `0..<count`.
    public static func range(_ count: Int, device: Device = .cpu) throws -> Tensor {
        try arangeOperator(.int(count), .type(.int64), .none, .device(device))
    }

    /// A tensor of zeros with the shape, type and device of this one.
    public func zerosLike() throws -> Tensor { try zerosLikeOperator(.tensor(self)) }

    /// A tensor of ones with the shape, type and device of this one.
    public func onesLike() throws -> Tensor { try onesLikeOperator(.tensor(self)) }

    /// A tensor with the shape, type and device of this one and elements of any value.
    public func emptyLike() throws -> Tensor { try emptyLikeOperator(.tensor(self)) }
}
