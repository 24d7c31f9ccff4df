public import Files

/// A request that no model can fulfil.
public enum ModelError: ReportedError, Equatable, Sendable {
    /// There is no network of that name.
    case unknownNetwork(name: String, known: [String])

    /// A file of settings is not a JSON object.
    case unreadableSettings(place: String)

    /// A setting that no network can have.
    case invalidSetting(key: String, found: String, allowed: String, place: String)

    /// A sentence is longer than the network can take.
    case tooManyTokens(found: Int, allowed: Int)

    /// Images do not have the height and width for which the network was made.
    case wrongImageSize(found: [Int], needed: [Int])

    /// A network under a name that is taken.
    case networkExists(String)

    /// Inputs that a network does not take.
    case unfitInputs(found: [String], needed: String)

    /// A network that was made for other examples, such as images.
    case unfitNetwork(name: String, kind: String, found: String)

    /// One sentence: what was found and what is allowed.
    public var description: String {
        switch self {
        case .unknownNetwork(let name, let known):
            "there is no network '\(name)'; the networks are \(known.joined(separator: ", "))"
        case .unreadableSettings(let place):
            "\(place) is not a JSON object"
        case .invalidSetting(let key, let found, let allowed, let place):
            "'\(key)' of \(place) is \(found); it must be \(allowed)"
        case .tooManyTokens(let found, let allowed):
            "a sentence has \(found) tokens; the network takes at most \(allowed)"
        case .networkExists(let name):
            "there is a network '\(name)' already; a new one must have another name"
        case .unfitInputs(let found, let needed):
            "the data have the inputs \(found.map { "'\($0)'" }.joined(separator: ", ")); the network "
                + "needs \(needed)"
        case .unfitNetwork(let name, let kind, let found):
            "the network '\(name)' is for \(kind), and the data are \(found)"
        case .wrongImageSize(let found, let needed):
            "the images are \(Self.text(found)); the network was made for \(Self.text(needed))"
        }
    }

    private static func text(_ size: [Int]) -> String {
        size.map(String.init).joined(separator: "×")
    }
}

extension ModelError {
    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
