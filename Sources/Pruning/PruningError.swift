/// A request that cannot be pruned as asked.
public enum PruningError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A temperature that is not finite and above 0.
    case invalidTemperature(Double)

    /// A target sparsity outside `0..<1`.
    case invalidSparsity(Double, layer: String?)

    /// A number of units to prune that the layer does not have.
    case invalidPrunedCount(Int, unitCount: Int)

    /// A setting of a schedule or method outside its range.
    case invalidSetting(name: String, found: String, allowed: String)

    /// No parameter of the network passed the filter and the pattern.
    case nothingToPrune(pattern: String)

    /// A layer whose weights are not numbers.
    case notANumber(layer: String)

    /// Layers that share a mask but do not have the same units.
    case unequalUnits(layers: [String])

    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .invalidTemperature(let found):
            "the temperature is \(found); it must be a finite number above 0"
        case .invalidSparsity(let found, let layer):
            "target sparsity\(layer.map { " of layer '\($0)'" } ?? "") is \(found); "
                + "it must be at least 0 and below 1"
        case .invalidPrunedCount(let found, let unitCount):
            "\(found) units are to be pruned; it must be 0 to \(unitCount)"
        case .invalidSetting(let name, let found, let allowed):
            "'\(name)' is \(found); it must be \(allowed)"
        case .nothingToPrune(let pattern):
            "the network has no parameter that can be pruned with the pattern '\(pattern)'"
        case .notANumber(let layer):
            "the weights of layer '\(layer)' are not numbers; training has diverged"
        case .unequalUnits(let layers):
            "the layers \(layers.joined(separator: ", ")) cannot share a mask: "
                + "their numbers of units differ"
        }
    }
}
