public import Files

/// What a kernel refuses: a value or a size outside of what it is defined for.
public enum KernelError: ReportedError, Equatable, Sendable {
    /// The weight at `index`, the first of its kind, is not a number.
    case notANumber(index: Int)

    /// The weight at `index`, the first of its kind, is not a number or infinite.
    case notFinite(index: Int)

    /// The number of weights to prune is outside of `allowed`.
    case invalidPrunedCount(found: Int, allowed: ClosedRange<Int>)

    /// The threshold is negative or not a number.
    case invalidThreshold(found: Float)

    /// The temperature is not a finite number above 0.
    case invalidTemperature(found: Float)

    /// A dimension of a layout is outside of `allowed`.
    case invalidDimension(found: Int, allowed: ClosedRange<Int>, dimension: String)

    /// The axis that groups run along is not a multiple of the group size.
    case indivisibleAxis(found: Int, groupSize: Int)

    /// A buffer holds another number of elements than the call works on.
    case wrongElementCount(found: Int, allowed: Int, buffer: String)
}

extension KernelError {
    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .notANumber(let index):
            "the weight at index \(index) is not a number; every weight must be a number"
        case .notFinite(let index):
            "the weight at index \(index) is not finite; every weight must be a finite number"
        case .invalidPrunedCount(let found, let allowed):
            "the pruned count is \(found); it must be in \(allowed)"
        case .invalidThreshold(let found):
            "the threshold is \(found); it must be at least 0"
        case .invalidTemperature(let found):
            "the temperature is \(found); it must be finite and above 0"
        case .invalidDimension(let found, let allowed, let dimension):
            "the \(dimension) is \(found); it must be in \(allowed)"
        case .indivisibleAxis(let found, let groupSize):
            "the axis of the groups has \(found) elements; it must be a multiple of \(groupSize)"
        case .wrongElementCount(let found, let allowed, let buffer):
            "the buffer of the \(buffer) holds \(found) elements; it must hold \(allowed)"
        }
    }
}

/// Throws unless `found`, the number of elements of the buffer called `buffer`, is `allowed`.
func checkElementCount(_ found: Int, is allowed: Int, of buffer: String) throws(KernelError) {
    guard found == allowed else {
        throw .wrongElementCount(found: found, allowed: allowed, buffer: buffer)
    }
}

/// Throws unless `temperature` is finite and above 0.
func checkTemperature(_ temperature: Float) throws(KernelError) {
    guard temperature.isFinite, temperature > 0 else {
        throw .invalidTemperature(found: temperature)
    }
}

extension KernelError {
    /// A failure: kernels are called with what was checked before.
    public var category: ErrorCategory { .failure }
}
