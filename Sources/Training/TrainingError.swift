public import Files

/// Training that cannot go on.
public enum TrainingError: ReportedError, Equatable, Sendable {
    /// Loss, weights or statistics have become infinite or not numbers.
    case diverged(Divergence)

    /// The test data hold no example that can be used.
    case nothingToEvaluate

    /// Outputs and targets that cannot be compared number by number.
    case unlikeShapes(output: [Int], target: [Int])

    /// A task under a name that is taken.
    case taskExists(String)

    /// A task that does not exist.
    case unknownTask(name: String, known: [String])

    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .diverged(let divergence):
            divergence.description
        case .nothingToEvaluate:
            "the test data hold no example that can be used; at least 1 is needed"
        case .taskExists(let name):
            "there is a task '\(name)' already; a new one must have another name"
        case .unknownTask(let name, let known):
            "there is no task '\(name)'; the tasks are \(known.joined(separator: ", "))"
        case .unlikeShapes(let output, let target):
            "the network gives numbers of the shape \(output) and the targets have the shape "
                + "\(target); both must be equal but for axes of length 1"
        }
    }
}

extension TrainingError {
    /// A failure for training that diverges, bad input else.
    public var category: ErrorCategory {
        switch self {
        case .diverged: .failure
        case .nothingToEvaluate, .unlikeShapes, .taskExists, .unknownTask: .badInput
        }
    }

    /// What helps against divergence.
    public var hint: String? {
        guard case .diverged(let divergence) = self else { return nil }
        switch divergence.place {
        case .loss, .gradients, .weights:
            return
                "lower optimizer.learningRate, add optimizer.schedule.warmUp or set optimizer.gradientNorm"
        case .examples: return "look for them in the data; no learning rate helps"
        case .scaledGradients: return "set autocast to bfloat16, or lower optimizer.learningRate"
        case .statistics:
            return "the inputs of that layer are too large: look at data.normalization and the "
                + "layers before it"
        case .evaluation:
            return "lower optimizer.learningRate, or look at data.normalization: the outputs are "
                + "too large"
        }
    }
}
