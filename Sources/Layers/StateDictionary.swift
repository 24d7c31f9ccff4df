public import Tensors

/// Named tensors as they are saved: the parameters and buffers of a network, or any others.
public struct StateDictionary {
    /// The tensors, in the order of the network.
    public var tensors: [(name: String, tensor: Tensor)]

    /// Texts that a file carries beside the tensors.
    public var metadata: [String: String]

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

    /// Returns the tensors without the prefixes that `DataParallel` and `torch.compile` put before all
    /// names, `module.` and `_orig_mod.`, however often.
    public func withoutWrappers() throws -> StateDictionary {
        for (prefix, map) in [("module.", NameMap.parallel), ("_orig_mod.", .compiled)]
        where !tensors.isEmpty && tensors.allSatisfy({ $0.name.hasPrefix(prefix) }) {
            return try renamed(by: map).withoutWrappers()
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
        return StateDictionary(renamed, metadata: metadata)
    }
}
