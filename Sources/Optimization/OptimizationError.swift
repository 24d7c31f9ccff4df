public import Files

/// An optimizer that cannot be made or cannot go on.
public enum OptimizationError: ReportedError, Equatable, Sendable {
    /// A number outside its range.
    case invalidSetting(name: String, found: String, allowed: String)

    /// A saved state of something that the optimizer does not train.
    case unknownState(name: String)

    /// A saved state without a part that belongs to the others.
    case missingState(name: String)

    /// A saved state in another shape than its parameter.
    case misshapenState(name: String, found: [Int], allowed: [Int])

    /// One sentence: what is wrong, what was found, what is allowed.
    public var description: String {
        switch self {
        case .invalidSetting(let name, let found, let allowed):
            "the \(name) of the optimizer is \(found); it must be \(allowed)"
        case .unknownState(let name):
            "the optimizer state has '\(name)'; it must belong to a parameter that is trained"
        case .missingState(let name):
            "the optimizer state lacks '\(name)'; it must have all that belongs to a parameter"
        case .misshapenState(let name, let found, let allowed):
            "the optimizer state '\(name)' has the shape \(found); it must be \(allowed)"
        }
    }
}

extension OptimizationError {
    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
