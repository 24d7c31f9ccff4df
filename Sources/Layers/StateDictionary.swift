public import Tensors

/// Named tensors as they are saved: the parameters and buffers of a network, or any others.
public struct StateDictionary {
    /// The tensors, in the order of the network.
    public var tensors: [(name: String, tensor: Tensor)]

    /// Texts that a file carries beside the tensors.
    public var metadata: [String: String]

    /// Which part of a file the tensors are.
    public struct Origin: Equatable, Sendable {
        /// The key of the part; `nil` for the whole value of the file.
        public let member: String?

        /// The keys of the other parts that may be meant.
        public let otherMembers: [String]
    }

    /// Which part of a file the tensors are, where it has several.
    public var origin: Origin?

    /// Collects tensors.
    public init(_ tensors: [(name: String, tensor: Tensor)] = [], metadata: [String: String] = [:])
    {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The tensor called `name`; `nil` if there is none.
    public subscript(name: String) -> Tensor? {
        tensors.first { $0.name == name }?.tensor
    }

    /// What `DataParallel`, `torch.compile` and Lightning's strategies put before all names.
    public static let wrapperPrefixes = ["module.", "_orig_mod.", "_forward_module."]

    /// The ``wrapperPrefixes`` and what modules of Lightning call the network that they train.
    public static let trainingPrefixes = wrapperPrefixes + ["model.", "net."]

    /// Returns the tensors without what stands before all names, in any order and however often.
    ///
    /// The count of updates that `AveragedModel` keeps beside its `module.` is left out with that.
    ///
    /// - Parameter prefixes: What to remove.
    /// - Returns: The same tensors, not copies.
    /// - Throws: As ``renamed(by:)``.
    public func withoutWrappers(
        _ prefixes: [String] = Self.wrapperPrefixes
    ) throws -> StateDictionary {
        let weights = tensors.filter { $0.name != "n_averaged" }
        for prefix in prefixes
        where !weights.isEmpty && weights.allSatisfy({ $0.name.hasPrefix(prefix) }) {
            var state = self
            state.tensors = weights
            return try state.renamed(by: .removingPrefix(prefix)).withoutWrappers(prefixes)
        }
        return self
    }

    /// Returns the tensors under the names that `map` gives them, without those that it leaves out.
    ///
    /// - Parameter map: From the names here to those of a network.
    /// - Returns: The same tensors, not copies, in the same order, and the same metadata.
    /// - Throws: ``LayerError/nameCollision(_:_:result:)`` if two tensors get one name.
    public func renamed(by map: NameMap) throws -> StateDictionary {
        var oldNames: [String: String] = [:]
        var renamed: [(name: String, tensor: Tensor)] = []
        for (name, tensor) in tensors {
            guard let newName = map(name) else { continue }
            if let other = oldNames.updateValue(name, forKey: newName) {
                throw LayerError.nameCollision(other, name, result: newName)
            }
            renamed.append((newName, tensor))
        }
        var state = StateDictionary(renamed, metadata: metadata)
        state.origin = origin
        return state
    }
}
