public import Files

/// Why a model cannot tell classes of what it is shown.
public enum ClassifierError: ReportedError, Equatable, Sendable {
    /// The file says neither what it takes nor which classes it knows, and its inputs do not tell.
    case unknownInput(path: String, inputs: String)

    /// The network gives something else than a number for each class.
    case unfitOutput(path: String, found: String, allowed: String)

    /// There are more or fewer names than classes.
    case wrongLabelCount(found: Int, allowed: Int, path: String)

    /// What is to be classified is of another kind than what the model takes.
    case unfitExample(found: String, allowed: String, path: String)

    /// The tokens of sentences stand in a file that was not found.
    case missingVocabulary(path: String)

    /// The file has other tokens than those that the model has learned with.
    case otherVocabulary(path: String, found: Int, allowed: Int, model: String)

    /// What a model is told that says it itself.
    case needlessSetting(name: String, path: String)

    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .unknownInput(let path, let inputs):
            "'\(path)' does not say what it takes, and it is no network of images: its inputs are "
                + "\(inputs)"
        case .unfitOutput(let path, let found, let allowed):
            "the network in '\(path)' gives \(found) for an example; \(allowed) is needed"
        case .wrongLabelCount(let found, let allowed, let path):
            "there are \(found) names of classes; the network in '\(path)' has \(allowed)"
        case .unfitExample(let found, let allowed, let path):
            "\(found) was given; the network in '\(path)' takes \(allowed)"
        case .missingVocabulary(let path):
            "there is no '\(path)' with the tokens of sentences"
        case .otherVocabulary(let path, let found, let allowed, let model):
            "'\(path)' has \(found) tokens and is not the vocabulary of \(allowed) tokens that "
                + "'\(model)' has learned with"
        case .needlessSetting(let name, let path):
            "\(name) cannot be said of '\(path)', which says it itself"
        }
    }

    /// Bad input, but for what is missing or was asked for.
    public var category: ErrorCategory {
        switch self {
        case .unknownInput, .unfitOutput, .otherVocabulary: .badInput
        case .missingVocabulary: .missingInput
        case .wrongLabelCount, .unfitExample, .needlessSetting: .wrongUsage
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch self {
        case .missingVocabulary: "name the file vocab.txt that the model was trained with"
        case .unknownInput: "InferenceModel runs it with tensors of any kind"
        case .unfitOutput, .wrongLabelCount, .unfitExample, .otherVocabulary, .needlessSetting: nil
        }
    }
}
