public import Layers

/// How the files of another library name the tensors of a network of this package.
public struct NamingScheme: Sendable {
    /// The library, such as `timm`.
    public let library: String

    /// What some name in such a file starts with, and none in a file with the network's own names.
    let mark: String

    private let convert: @Sendable (StateDictionary) throws -> StateDictionary

    init(
        _ library: String, mark: String,
        convert: @escaping @Sendable (StateDictionary) throws -> StateDictionary
    ) {
        self.library = library
        self.mark = mark
        self.convert = convert
    }

    init(_ library: String, mark: String, _ map: NameMap) {
        self.init(library, mark: mark) { try $0.renamed(by: map) }
    }

    /// Whether `state` is named so.
    public func recognizes(_ state: StateDictionary) -> Bool {
        state.tensors.contains { $0.name.hasPrefix(mark) }
    }

    /// Returns the tensors of `state` under the names of the network.
    ///
    /// - Throws: ``LayerError/nameCollision(_:_:result:)``, and ``TorchError`` for tensors that have
    ///   to be joined and do not fit together.
    public func renamed(_ state: StateDictionary) throws -> StateDictionary { try convert(state) }
}

/// A network whose weights are also published under the names of other libraries.
public protocol ForeignNamed: Module {
    /// The other names.
    static var namingSchemes: [NamingScheme] { get }
}

extension ForeignNamed {
    /// Returns `state` with this network's names, whichever of the known ones it has.
    ///
    /// - Throws: As ``NamingScheme/renamed(_:)``.
    public func ownNames(_ state: StateDictionary) throws -> StateDictionary {
        guard let scheme = Self.namingSchemes.first(where: { $0.recognizes(state) }) else {
            return state
        }
        return try scheme.renamed(state)
    }
}

extension NameMap {
    /// A rule on the parts of a name between points, which are handed out with those at the end
    /// missing that say which tensor of a layer it is: `weight`, `bias`, `running_mean`, ….
    ///
    /// - Parameter layer: Returns the new path of a layer; `nil` to leave the name as it is.
    /// - Returns: The rule.
    static func layers(_ layer: @escaping @Sendable (_ path: [String]) -> String?) -> NameMap {
        NameMap { name in
            var parts = name.split(separator: ".", omittingEmptySubsequences: false)
                .map(String.init)
            let tensor = parts.removeLast()
            return layer(parts).map { $0 + "." + tensor } ?? name
        }
    }
}
