public import Files

/// A recipe that cannot be followed as written.
public enum RecipeError: ReportedError, Equatable, Sendable {
    /// The text is not YAML.
    case notYAML(reason: String, place: String)

    /// A file that cannot be the text of a recipe.
    case unusableText(reason: String, place: String)

    /// A key that stands more than once in a mapping.
    case duplicateKey(key: String, place: String)

    /// A key that means nothing.
    case unknownKey(key: String, nearest: String?, known: [String], place: String)

    /// A key that is needed is not there.
    case missingKey(key: String, allowed: String, place: String)

    /// A value that is of the wrong kind or out of its range.
    case invalidValue(key: String, found: String, allowed: String, place: String)

    /// A value that another part of the package refuses, in its words.
    case refusedValue(key: String, reason: String, place: String)

    /// A relative path at which nothing stands in `folder`, that of the recipe, but something in the
    /// working directory.
    case misplacedPath(
        key: String, path: String, folder: String, workingDirectory: String, place: String)

    /// A network that does not exist under this name, but under another.
    case foreignNetwork(name: String, nearest: String)

    /// An assignment of the command line that is not `key=value`.
    case invalidAssignment(String)

    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String { sentence.onOneLine }

    private var sentence: String {
        switch self {
        case .notYAML(let reason, let place):
            "\(place) is not YAML: \(reason)"
        case .unusableText(let reason, let place):
            "\(place) \(reason)"
        case .duplicateKey(let key, let place):
            "key '\(key)' stands more than once in \(place); it must stand once"
        case .unknownKey(let key, let nearest?, _, let place):
            "unknown key '\(key)' in \(place); did you mean '\(nearest)'?"
        case .unknownKey(let key, nil, let known, let place):
            "unknown key '\(key)' in \(place); the keys are \(known.joined(separator: ", "))"
        case .missingKey(let key, let allowed, let place):
            "'\(key)' is missing in \(place); it must be \(allowed)"
        case .invalidValue(let key, let found, let allowed, let place):
            "'\(key)' is \(found) in \(place); it must be \(allowed)"
        case .refusedValue(let key, let reason, let place):
            "'\(key)' in \(place): \(reason)"
        case .misplacedPath(let key, let path, let folder, let workingDirectory, let place):
            "'\(key)' is '\(path)' in \(place), which is not in '\(folder)' but in "
                + "'\(workingDirectory)'; it must be a path from the folder of the recipe, or absolute"
        case .foreignNetwork(let name, let nearest):
            "there is no network '\(name)'; did you mean '\(nearest)'?"
        case .invalidAssignment(let text):
            "'\(text)' is not an assignment; write key=value, such as pruning.sparsity=0.9"
        }
    }
}

extension RecipeError {
    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
