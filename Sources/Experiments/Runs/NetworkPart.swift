import Layers
import Models
import Tensors

/// The part of a state dictionary that is the network, where other modules stand beside it.
///
/// A checkpoint of Lightning holds all members of the module that was trained, each under its name:
/// the network as `model.…` or `net.…`, and beside it what a loss or a metric keeps, or a teacher.
struct NetworkPart {
    /// The tensors of the network, by their names in it.
    let state: StateDictionary

    /// The names of the tensors that stand beside it.
    let leftOut: [String]

    /// The members by which Lightning's users call the network that they train.
    private static let usualNames: Set<String> = ["model", "net"]

    /// How many names may stand before those of the network, such as `model.backbone`.
    private static let maximumDepth = 3

    /// Looks for the tensors of `network` in `state`.
    ///
    /// - Parameters:
    ///   - state: The tensors by the names of the file, without what stands before all of them.
    ///   - network: The network that is to be found.
    ///   - place: Where the state comes from, such as a quoted path.
    /// - Throws: ``RunError/severalNetworks(keys:place:)`` where several parts fit and no name
    ///   tells them apart, and `LayerError` for names that collide.
    init(of state: StateDictionary, for network: any Module, place: String) throws {
        self.init(whole: state)
        let fit = try NetworkFit(network)
        guard !fit.isMost(of: state) else { return }
        let parts = Self.parts(of: state).filter { fit.isMost(of: $0.state) }
        guard let part = try Self.choice(among: parts, fit: fit) else {
            if parts.isEmpty { return }
            throw RunError.severalNetworks(keys: parts.map(\.key), place: place)
        }
        self = NetworkPart(part, in: state)
    }

    private init(whole state: StateDictionary) {
        self.state = state
        leftOut = []
    }

    private init(_ part: Part, in whole: StateDictionary) {
        state = part.state
        leftOut = whole.tensors.map(\.name).filter { !$0.hasPrefix(part.key + ".") }
    }

    /// What stands under one key.
    fileprivate struct Part {
        let key: String
        let state: StateDictionary
    }

    /// The parts of a state dictionary, in the order of the file, from the outside to the inside.
    private static func parts(of state: StateDictionary) -> [Part] {
        (1...maximumDepth).flatMap { depth in
            var keys: [String] = []
            var tensors: [String: StateDictionary] = [:]
            for (name, tensor) in state.tensors {
                let parts = name.split(
                    separator: ".", maxSplits: depth, omittingEmptySubsequences: false)
                guard parts.count == depth + 1, let rest = parts.last else { continue }
                let key = parts.dropLast().joined(separator: ".")
                if tensors[key] == nil { keys.append(key) }
                tensors[key, default: StateDictionary(metadata: state.metadata)].tensors
                    .append((String(rest), tensor))
            }
            return keys.compactMap { key in tensors[key].map { Part(key: key, state: $0) } }
        }
    }

    /// The one part, or the one with a usual name, or the one that fits best.
    private static func choice(among parts: [Part], fit: NetworkFit) throws -> Part? {
        if parts.count == 1 { return parts[0] }
        let usual = parts.filter { part in
            usualNames.contains { part.key == $0 || part.key.hasPrefix($0 + ".") }
        }
        if usual.count == 1 { return usual[0] }
        let whole = try parts.filter { try fit.isWhole($0.state) }
        return whole.count == 1 ? whole[0] : nil
    }
}

/// How much of a network a state dictionary has.
private struct NetworkFit {
    private let network: any Module
    private let shapes: [String: [Int]]

    init(_ network: any Module) throws {
        self.network = network
        shapes = Dictionary(
            try network.stateDictionary().tensors.map { ($0.name, $0.tensor.shape) }
        ) { first, _ in first }
    }

    /// Whether at least half of the network's names are there.
    func isMost(of state: StateDictionary) -> Bool {
        2 * Set(names(in: state)).count { shapes[$0] != nil } >= shapes.count
    }

    /// Whether all tensors are the network's, in their shapes.
    func isWhole(_ state: StateDictionary) throws -> Bool {
        let own = try (network as? any ForeignNamed)?.ownNames(state) ?? state
        return zip(names(in: own), own.tensors).allSatisfy { shapes[$0] == $1.tensor.shape }
    }

    /// The names that the tensors of `state` have in the network.
    private func names(in state: StateDictionary) -> [String] {
        if network is BERTClassifier {
            return state.tensors.map { BERTClassifier.path(ofPretrained: $0.name) ?? "" }
        }
        return (network as? any ForeignNamed)?.namesOfOwn(state) ?? state.tensors.map(\.name)
    }
}
