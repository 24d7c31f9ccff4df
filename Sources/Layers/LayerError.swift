public import Files

/// A state dictionary that does not fit a network, or cannot be one.
public enum LayerError: ReportedError, Equatable, Sendable {
    /// Tensors that the network needs, does not know, or has in another shape or type.
    case stateMismatch(missing: [String], unexpected: [String], misshapen: [String], place: String)

    /// An element type that tensors do not have.
    case unusableType(tensor: String, type: String, path: String)

    /// A number that 16 bits cannot hold.
    case tooLarge(tensor: String, precision: String)

    /// Two tensors that get one name.
    case nameCollision(String, String, result: String)

    /// A member of a network that holds weights but has no path.
    case unreachableMember(path: String, reason: String)

    /// Batch normalisation while training over a single value for each channel.
    case oneValuePerChannel(layer: String?, shape: [Int])

    /// An input, output or target that is not there; no name stands for the only one.
    case noSuchTensor(name: String?, role: String, found: [String])

    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .stateMismatch(let missing, let unexpected, let misshapen, let place):
            "\(place) does not fit the network: "
                + [
                    Self.phrase("missing", missing), Self.phrase("unexpected", unexpected),
                    Self.phrase("of another shape or type", misshapen),
                ].compactMap { $0 }.joined(separator: "; ")
        case .unusableType(let tensor, let type, let path):
            "the tensor \(tensor.quotedOnOneLine) of '\(path)' has elements of type \(type.onOneLine), "
                + "which this program does not use"
        case .tooLarge(let tensor, let precision):
            "the tensor \(tensor.quotedOnOneLine) has a number that is infinite in \(precision); "
                + "bfloat16 and float32 hold larger ones"
        case .unreachableMember(let path, let reason):
            "the member '\(path)' of the network cannot be used: \(reason)"
        case .oneValuePerChannel(let layer, let shape):
            "the batch normalisation\(layer.map { " '\($0)'" } ?? "") has one value for each of its "
                + "\(shape.dropFirst().first ?? 0) channels to train with: the batch has "
                + "\(shape.first ?? 0) example\(Self.place(ofShape: shape)); more than one value is needed"
        case .noSuchTensor(let name, let role, let found):
            (name.map { "there is no '\($0)' among the \(role)" } ?? "one of the \(role) is needed")
                + "; they are \(found.isEmpty ? "none" : found.map { "'\($0)'" }.joined(separator: ", "))"
        case .nameCollision(let first, let second, let result):
            "the tensors \(first.quotedOnOneLine) and \(second.quotedOnOneLine) both get the name "
                + "\(result.quotedOnOneLine); names must be different"
        }
    }

    /// The size of the images of a batch of `shape`, with the words before it; empty for vectors.
    private static func place(ofShape shape: [Int]) -> String {
        let sizes = shape.dropFirst(2).map(String.init)
        return sizes.isEmpty ? "" : " of \(sizes.joined(separator: "×")) pixels"
    }

    /// Returns the number of `names` and the first three; `nil` if there are none.
    static func phrase(_ what: String, _ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        let first = names.prefix(3).map(\.onOneLine).joined(separator: ", ")
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return "\(names.count) \(what) (\(first)\(more))"
    }
}

extension LayerError {
    /// Bad input.
    public var category: ErrorCategory { .badInput }

    /// Helps with batches that batch normalisation cannot train with.
    public var hint: String? {
        guard case .oneValuePerChannel = self else { return nil }
        return "choose a batchSize that leaves no batch with a single example, or larger images"
    }
}
