import Tensors

extension Module {
    /// Rounds the parameters and buffers to numbers that `precision` has, so that writing them in it
    /// loses nothing more; their own type stays.
    ///
    /// Zeros stay zeros, and no other number becomes one: where rounding would make it zero, it
    /// becomes the smallest number that is none. So the zeros of a pruned network can be counted
    /// beforehand.
    ///
    /// - Throws: ``LayerError/tooLarge(tensor:precision:)`` for a number that would become infinite;
    ///   some tensors may be rounded then.
    public func round(to precision: StoredPrecision) throws {
        guard let type = precision.type, type != .float32 else { return }
        for (name, tensor) in try stateDictionary().tensors where tensor.isFloatingPoint {
            try withoutGradients {
                let rounded = try tensor.converted(to: type).converted(to: .float32)
                let isInfinite = try rounded.magnitude().isEqual(to: .infinity)
                guard try isInfinite.converted(to: .float32).sum().item() == 0 else {
                    throw LayerError.tooLarge(tensor: name, precision: precision.rawValue)
                }
                let isZero = try rounded.isEqual(to: 0.0).converted(to: .float32)
                let lost = try tensor.sign() * isZero * precision.smallestMagnitude
                try tensor.copy(from: rounded + lost)
            }
        }
    }
}

extension StoredPrecision {
    /// The smallest number above 0.
    fileprivate var smallestMagnitude: Double {
        switch self {
        case .unchanged, .float32: Double(Float.leastNonzeroMagnitude)
        case .float16: 0x1p-24
        case .bfloat16: 0x1p-133
        }
    }
}
