public import Layers
import Tensors

/// The names of another library that the tensors of a network came with, to write them by again.
///
/// They are those of one file, so that versions of a library that name layers differently each get
/// their own back.
public struct ForeignNames: Sendable {
    /// The library, such as `timm`.
    public let library: String

    /// A tensor of the file.
    private struct Part {
        let name: String
        /// The size of its first axis.
        let rowCount: Int
    }

    /// The tensors of the file by the name of the network, in the order of their rows.
    private let parts: [String: [Part]]
    private let ownNames: [String: String]

    /// Takes down the names of `state`; `nil` where they are the network's own.
    ///
    /// - Parameters:
    ///   - state: Tensors by the names of a file.
    ///   - network: The network that they are read into.
    /// - Throws: ``LayerError/nameCollision(_:_:result:)``.
    public init?(of state: StateDictionary, for network: any Module) throws {
        guard let scheme = (network as? any ForeignNamed)?.namingScheme(of: state) else {
            return nil
        }
        library = scheme.library
        let own = try network.stateDictionary()
        var parts: [String: [Part]] = [:]
        var ownNames: [String: String] = [:]
        for (name, places) in try scheme.groups(of: state) {
            let found = places.map { place in
                let (foreign, tensor) = state.tensors[place]
                return Part(name: foreign, rowCount: tensor.shape.first ?? 1)
            }
            // Rows of a tensor can be cut out again only where they are all there.
            let isPart = scheme.place(found[0].name)?.part != nil
            guard !isPart || found.reduce(0, { $0 + $1.rowCount }) == own[name]?.shape.first else {
                continue
            }
            parts[name] = found
            for part in found { ownNames[part.name] = name }
        }
        self.parts = parts
        self.ownNames = ownNames
    }

    /// Those of `names` that have none in the file, without counts of batches, which a file may lack.
    public func missing(among names: [String]) -> [String] {
        names.filter { parts[$0] == nil && !$0.hasSuffix("num_batches_tracked") }
    }

    /// The name in the network of the tensor that the file calls `name`; `nil` where it has none.
    public func ownName(of name: String) -> String? { ownNames[name] }

    /// The names in the file of the tensor that the network calls `name`.
    public func names(of name: String) -> [String] { parts[name]?.map(\.name) ?? [] }

    /// Returns the tensors of `state` by the names of the file, cut as they were there.
    ///
    /// Counts of batches that the file lacked are left out.
    ///
    /// - Parameter state: The tensors by the names of the network.
    /// - Returns: The same tensors, or rows of them, and the same metadata.
    /// - Throws: `TorchError`.
    public func renamed(_ state: StateDictionary) throws -> StateDictionary {
        var tensors: [(name: String, tensor: Tensor)] = []
        for (name, tensor) in state.tensors {
            guard let parts = parts[name] else { continue }
            guard parts.count > 1 else {
                tensors += parts.map { ($0.name, tensor) }
                continue
            }
            var start = 0
            for part in parts {
                let end = start + part.rowCount
                tensors.append((part.name, try tensor.narrowed(0, to: start..<end)))
                start = end
            }
        }
        return StateDictionary(tensors, metadata: state.metadata)
    }
}
