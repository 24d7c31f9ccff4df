import Foundation
public import Layers
public import Pruning
import PyTorchFiles
import Safetensors

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

extension SparsityPromise {
    /// The metadata key of a promise in a file that says nothing else of its network.
    static let key = "pdp.promise"

    fileprivate var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// Reads the promise of a file with the given metadata; `nil` if it makes none.
    ///
    /// - Throws: ``RunError/invalidDescription(path:key:)``
    static func read(_ metadata: [String: String], path: String) throws -> SparsityPromise? {
        if metadata[ModelDescription.key] != nil {
            return try ModelDescription(metadata: metadata, path: path).promise
        }
        guard let text = metadata[key] else { return nil }
        guard let promise = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else {
            throw RunError.invalidDescription(path: path, key: key)
        }
        return promise
    }
}

/// Reads the promise of the file at `path`; `nil` if it makes none.
func savedPromise(at path: String) throws -> SparsityPromise? {
    try SparsityPromise.read(openTensorFile(at: path).metadata, path: path)
}
