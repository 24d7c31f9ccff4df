public import Tensors

/// Channels of a weight, whose magnitude is the L2 norm of their weights, with which |w| is replaced in
/// the formulas of the PDP paper.
protocol ChannelPattern: Pattern {
    /// The weights of each unit in a row, `[units, weights]`; also of a tensor with one number for each
    /// channel.
    func rows(of weight: Tensor) throws -> Tensor
}

extension ChannelPattern {
    /// The norms of the units in one row. Where a unit is all zero the derivative is 0.
    func norms(of weight: Tensor) throws -> Tensor {
        try rows(of: weight).squared().sum(along: [1]).norm().reshaped([1, -1])
    }
}

extension OutputChannels: Pattern {
    /// The norms of the units in one row. Where a unit is all zero the derivative is 0.
    public func magnitudes(of weight: Tensor) throws -> Tensor { try norms(of: weight) }

    /// `[outputs, 1, …]`.
    public func spread(_ mask: Tensor, overShape shape: [Int]) throws -> Tensor {
        let units = unitCount ?? shape[0]
        let wide =
            units == shape[0]
            ? mask : try mask.reshaped([units, 1]).expanded(to: [units, shape[0] / units])
        return try wide.reshaped([shape[0]] + shape.dropFirst().map { _ in 1 })
    }
}

extension OutputChannels: ChannelPattern {
    func rows(of weight: Tensor) throws -> Tensor {
        try weight.reshaped([unitCount ?? weight.shape[0], -1])
    }
}

extension Tensor {
    /// The square root of sums of squares, with the derivative 0 where the sum is 0.
    ///
    /// The derivative of a bare square root is infinite there, and its product with the derivative
    /// of the square is not a number. The value under the root is replaced by 1 at such places, so
    /// that nothing infinite is computed, and the result by 0. What is not a number stays so.
    func norm() throws -> Tensor {
        let isZero = try withoutGradients { try isEqual(to: 0) }
        let radicand = try onesLike().selected(where: isZero, otherwise: self)
        return try zerosLike().selected(where: isZero, otherwise: radicand.squareRoot())
    }
}

extension Pattern where Self == OutputChannels {
    /// Whole output channels.
    public static var outputChannels: OutputChannels { OutputChannels() }
}
