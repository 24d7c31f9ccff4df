public import Layers
public import Sparsity

extension Module {
    /// Writes the network as a safetensors file with PyTorch's names: whole under its name, or not at
    /// all.
    ///
    ///     try pruner.harden()
    ///     try network.save(to: "pruned.safetensors", promise: pruner.promise)
    ///
    /// - Parameters:
    ///   - path: The final path; its folder must exist.
    ///   - promise: The zeros that `pdp verify` is to prove; `nil` for a network that was not pruned.
    /// - Throws: ``LayerError`` for a network that cannot be stored, and `FileError`.
    public func save(to path: String, promise: SparsityPromise? = nil) throws {
        var metadata = ["format": "pt"]
        if let promise { metadata[SparsityPromise.key] = try promise.json }
        try stateDictionary(metadata: metadata).write(to: path)
    }
}
