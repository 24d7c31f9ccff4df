public import Layers
import Tensors

/// How the files of another library name the tensors of a network of this package.
public struct NamingScheme: Sendable {
    /// The library, such as `timm`.
    public let library: String

    /// What some name in such a file starts with, and none in a file with the network's own names.
    let mark: String

    /// Where a tensor of a file belongs.
    struct Place: Sendable {
        /// The name of the network.
        let name: String
        /// Which rows of that tensor it is, counted from 0; `nil` where it is all of it.
        var part: Int?
    }

    /// Where the tensor of a name belongs; `nil` for one that is left out.
    let place: @Sendable (String) -> Place?

    init(_ library: String, mark: String, place: @escaping @Sendable (String) -> Place?) {
        self.library = library
        self.mark = mark
        self.place = place
    }

    init(_ library: String, mark: String, _ map: NameMap) {
        self.init(library, mark: mark) { name in map(name).map { Place(name: $0) } }
    }

    /// Whether `state` is named so.
    public func recognizes(_ state: StateDictionary) -> Bool {
        state.tensors.contains { $0.name.hasPrefix(mark) }
    }

    /// Returns the tensors of `state` under the names of the network.
    ///
    /// - Throws: ``LayerError/nameCollision(_:_:result:)``, and ``TorchError`` for tensors that have
    ///   to be joined and do not fit together.
    public func renamed(_ state: StateDictionary) throws -> StateDictionary {
        let joined = try groups(of: state).map { name, parts in
            let tensors = parts.compactMap { state.tensors[$0].tensor }
            return (
                name: name,
                tensor: tensors.count == 1
                    ? tensors[0] : try Tensor.concatenating(tensors, along: 0)
            )
        }
        var result = StateDictionary(joined, metadata: state.metadata)
        result.origin = state.origin
        return result
    }

    /// The places in `state` of the parts of each tensor of the network, in their order.
    ///
    /// - Throws: ``LayerError/nameCollision(_:_:result:)``.
    func groups(of state: StateDictionary) throws -> [(name: String, parts: [Int])] {
        var order: [String] = []
        var groups: [String: [(part: Int?, place: Int)]] = [:]
        for (index, (name, _)) in state.tensors.enumerated() {
            guard let place = place(name) else { continue }
            let others = groups[place.name, default: []]
            if let other = others.first(where: { $0.part == nil || $0.part == place.part })
                ?? (place.part == nil ? others.first : nil)
            {
                throw LayerError.nameCollision(
                    state.tensors[other.place].name, name, result: place.name)
            }
            if others.isEmpty { order.append(place.name) }
            groups[place.name] = others + [(place.part, index)]
        }
        return order.map { name in
            (name, groups[name, default: []].sorted { $0.part ?? 0 < $1.part ?? 0 }.map(\.place))
        }
    }
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
        try namingScheme(of: state)?.renamed(state) ?? state
    }

    /// The scheme by which `state` is named; `nil` for the network's own names.
    func namingScheme(of state: StateDictionary) -> NamingScheme? {
        Self.namingSchemes.first { $0.recognizes(state) }
    }

    /// The names in this network of the tensors of `state`, whichever of the known ones they have;
    /// those of parts appear once for each part.
    public func namesOfOwn(_ state: StateDictionary) -> [String] {
        let scheme = namingScheme(of: state)
        return state.tensors.compactMap { name, _ in
            scheme.map { $0.place(name)?.name } ?? name
        }
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
