private let siluOperator = Operator("silu")
private let hardSwishOperator = Operator("hardswish")
private let hardSigmoidOperator = Operator("hardsigmoid")
private let leakyReLUOperator = Operator("leaky_relu")
private let preluOperator = Operator("prelu")
private let eluOperator = Operator("elu")
private let softplusOperator = Operator("softplus")

extension Tensor {
    /// x·sigmoid(x), also called swish.
    public func silu() throws -> Tensor { try siluOperator(.tensor(self)) }

    /// x·min(max(x + 3, 0), 6)/6.
    public func hardSwish() throws -> Tensor { try hardSwishOperator(.tensor(self)) }

    /// min(max(x + 3, 0), 6)/6.
    public func hardSigmoid() throws -> Tensor { try hardSigmoidOperator(.tensor(self)) }

    /// x above 0, `slope`·x below.
    public func leakyReLU(slope: Double = 0.01) throws -> Tensor {
        try leakyReLUOperator(.tensor(self), .double(slope))
    }

    /// x above 0, slope·x below, with slopes `[channels]` of the second axis or one for all, `[1]`.
    public func prelu(slopes: Tensor) throws -> Tensor {
        try preluOperator(.tensor(self), .tensor(slopes))
    }

    /// x above 0, `scale`·(exp(x) − 1) below.
    public func elu(scale: Double = 1) throws -> Tensor {
        try eluOperator(.tensor(self), .double(scale))
    }

    /// log(1 + exp(x)).
    public func softplus() throws -> Tensor { try softplusOperator(.tensor(self)) }
}
