public import Files

/// A request that cannot be pruned as asked.
public enum PruningError: ReportedError, Equatable, Sendable {
    /// A temperature that is not finite and above 0.
    case invalidTemperature(Double)

    /// A target sparsity outside `0..<1`.
    case invalidSparsity(Double, layer: String?)

    /// A number of units to prune that the layer does not have.
    case invalidPrunedCount(Int, unitCount: Int)

    /// A setting of a schedule or method outside its range.
    case invalidSetting(name: String, found: String, allowed: String)

    /// A name that no schedule or allocation has.
    case unknownName(String, kind: String, known: [String])

    /// A sparsity that the limits of the layers do not allow.
    ///
    /// `limits` says in words what was asked for of them.
    case unreachableSparsity(Double, allowed: ClosedRange<Double>, limits: [String] = [])

    /// A cost that the network has even with all zeros that may be.
    ///
    /// `limits` is as in ``unreachableSparsity(_:allowed:limits:)``.
    case unreachableTarget(quantity: String, limit: Double, least: Double, limits: [String] = [])

    /// A network that costs no more than it may, before anything is pruned.
    case needlessTarget(quantity: String, limit: Double, whole: Double)

    /// A sparsity of a layer that its pattern cannot have.
    case sparsityAgainstPattern(Double, layer: String, pattern: String, allowed: Double)

    /// Paths that no layer to be pruned has.
    case unknownLayer(String, first: String, last: String, count: Int)

    /// A layer to be pruned for which no sparsity is given.
    case missingLayer(String)

    /// A file that is not a pruning plan.
    case invalidPlan(problem: String, place: String)

    /// A method that does not exist.
    case unknownMethod(String, nearest: String?, known: [String])

    /// An option that a method does not have.
    case unknownOption(String, method: String, nearest: String?, known: [String])

    /// An option of a method outside its range.
    case invalidOption(String, method: String, found: String, allowed: String)

    /// A pattern that a method cannot prune with.
    case unsupportedPattern(String, method: String, allowed: [PatternFamily])

    /// A layer whose batch normalisation is needed but was not found.
    case missingScale(layer: String, channelCount: Int)

    /// A checkpoint without a tensor that the method needs.
    case missingState(name: String)

    /// A network without zeros, where they are to be kept.
    case nothingToKeep

    /// A weight that another pruner, or a transform of one's own, changes already.
    case alreadyPruned(layer: String)

    /// A promise, or anything else that only the network with its zeros written can give, asked for too
    /// early.
    case notHardened

    /// A method under a name that is taken.
    case methodExists(String)

    /// Parameters of a method's own that are left out of the training.
    case untrainedParameters(method: String, count: Int)

    /// No parameter of the network passed the filter and the pattern.
    case nothingToPrune(pattern: String)

    /// A layer with weights that are not numbers, or infinite.
    case notFinite(layer: String)

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
        case .unknownName(let found, let kind, let known):
            "there is no \(kind) '\(found)'; it must be one of \(known.joined(separator: ", "))"
        case .unreachableSparsity(let found, let allowed, let limits):
            "target sparsity is \(found); \(words(of: limits)) allow \(allowed.lowerBound) "
                + "to \(allowed.upperBound)"
        case .unreachableTarget(let quantity, let limit, let least, let limits):
            "the network is to have at most \(plain(limit)) \(quantity); \(words(of: limits)) "
                + "allow no less than \(plain(least))"
        case .needlessTarget(let quantity, let limit, let whole):
            "the network is to have at most \(plain(limit)) \(quantity); it has \(plain(whole)), so "
                + "nothing would be pruned"
        case .sparsityAgainstPattern(let found, let layer, let pattern, let allowed):
            "target sparsity of layer '\(layer)' is \(found); "
                + "with the pattern '\(pattern)' it must be 0 or \(allowed)"
        case .unknownLayer(let found, let first, let last, let count):
            "'\(found)' is no layer to be pruned; it must be one of the \(count) "
                + "from '\(first)' to '\(last)'"
        case .missingLayer(let layer):
            "no sparsity is given for layer '\(layer)'; every layer to be pruned must have one"
        case .invalidPlan(let problem, let place):
            "the pruning plan \(problem) at \(place)"
        case .unknownMethod(let found, let nearest, let known):
            "there is no method '\(found)'; "
                + suggestion(nearest, of: known, plural: "the methods")
        case .unknownOption(let found, let method, let nearest, let known):
            "the method '\(method)' has no option '\(found)'; "
                + (known.isEmpty
                    ? "it has none" : suggestion(nearest, of: known, plural: "its options"))
        case .invalidOption(let name, let method, let found, let allowed):
            "option '\(name)' of the method '\(method)' is \(found); it must be \(allowed)"
        case .unsupportedPattern(let found, let method, let allowed):
            "the method '\(method)' cannot prune with the pattern '\(found)'; the pattern must be "
                + allowed.map(\.description).joined(separator: " or ")
        case .missingScale(let layer, let channelCount):
            "no batch normalisation of \(channelCount) channels was found after layer '\(layer)'; "
                + "every pruned layer must have one"
        case .missingState(let name):
            "the checkpoint has no '\(name)'; "
                + "it must come from a run with the same method and layers"
        case .nothingToKeep:
            "the network has no weight with zeros to keep; at least one weight of a layer must be zero"
        case .alreadyPruned(let layer):
            "the weight '\(layer)' is pruned by another pruner already; "
                + "that must be hardened before a new one begins"
        case .notHardened:
            "the zeros have not been written into the network yet; it must be hardened before"
        case .methodExists(let name):
            "there is a method '\(name)' already; a new one must have another name"
        case .untrainedParameters(let method, let count):
            "the method '\(method)' has \(count) \(count == 1 ? "parameter" : "parameters") of its "
                + "own that no optimizer step has changed; 'pruner.step' trains them with the network"
        case .nothingToPrune(let pattern):
            "the network has no parameter that can be pruned with the pattern '\(pattern)'"
        case .notFinite(let layer):
            "the weights of layer '\(layer)' are not finite numbers; training has diverged"
        case .unequalUnits(let layers):
            "the layers \(layers.joined(separator: ", ")) cannot share a mask: "
                + "their units differ"
        }
    }
}

private func suggestion(_ nearest: String?, of known: [String], plural: String) -> String {
    nearest.map { "did you mean '\($0)'?" } ?? "\(plural) are \(known.joined(separator: ", "))"
}

extension PruningError {
    /// A failure for weights that are not finite, bad input else.
    public var category: ErrorCategory {
        if case .notFinite = self { return .failure }
        return .badInput
    }
}

/// The limits of the layers, with what was asked for of them.
private func words(of limits: [String]) -> String {
    "the limits of the layers" + (limits.isEmpty ? "" : " (\(limits.joined(separator: ", ")))")
}

/// A number without a fraction where it has none.
private func plain(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
}
