/// The dictionary of a checkpoint that is its state dictionary.
///
/// Looked at are the value that the pickle stands for, the dictionaries that are its members and
/// theirs in turn: `torch.save(model.state_dict())` gives the first, training scripts the others, under
/// `state_dict`, `model` and other keys, often with an average of the weights beside it. Unless a key
/// is asked for, the network itself is taken and not its average. A key may go on with what stands
/// before names in a dictionary: a checkpoint of Lightning has those of all its modules in one.
struct StateSelection {
    /// The keys that lead to the dictionary, with points between them; `nil` where it is the value.
    let key: String?
    /// Those of the other dictionaries that may be meant.
    let otherKeys: [String]
    /// The tensors under their names, in the order of the dictionary.
    let tensors: [(name: String, record: TensorRecord)]

    init(of pickle: Pickle, key wantedKey: String?) throws(PyTorchProblem) {
        guard let members = pickle.members else { throw pickle.problemOfNoTensors }
        try Self.checkNames(of: members)
        let candidates = StateCandidate.all(in: pickle)
        let chosen: StateCandidate
        if let wantedKey {
            guard
                let candidate = candidates.first(where: { $0.key == wantedKey })
                    ?? StateCandidate.part(wantedKey, of: candidates)
            else {
                throw StateCandidate.problem(ofMissing: wantedKey, in: pickle)
            }
            chosen = candidate
        } else {
            guard let candidate = StateCandidate.network(among: candidates) else {
                throw pickle.problemOfNoTensors
            }
            chosen = candidate
        }
        key = chosen.key
        otherKeys = StateCandidate.alternatives(to: chosen, among: candidates).compactMap(\.key)
        try Self.checkNames(of: chosen.members)
        var tensors: [(name: String, record: TensorRecord)] = []
        for case (.string(let name), let value) in chosen.members {
            if case .tensor(let place) = value {
                tensors.append((name, pickle.tensors[place]))
            } else if let maker = value.maker, Self.isNameOfWeight(name) {
                throw .forbiddenGlobal(maker, at: name)
            }
        }
        if tensors.isEmpty { throw .noTensors(key: wantedKey) }
        self.tensors = tensors
    }

    /// Throws if one text is a key twice.
    private static func checkNames(of members: Pickle.Members) throws(PyTorchProblem) {
        var seen: Set<String> = []
        for case (.string(let name), _) in members where !seen.insert(name).inserted {
            throw .duplicateName(name)
        }
    }

    /// Whether a tensor is wanted under `name`: a layer's, which has a point before the last part, and
    /// not what `get_extra_state` of a layer has given.
    private static func isNameOfWeight(_ name: String) -> Bool {
        name.contains(".") && !name.hasSuffix("._extra_state")
    }
}

/// A dictionary of a checkpoint with tensors under names.
private struct StateCandidate {
    /// The keys that lead to it; empty for the value of the file.
    let path: [String]
    let members: Pickle.Members
    /// How many tensors it has, without the count that averages keep of their updates.
    let tensorCount: Int

    /// How many keys may lead to a state dictionary, such as `callbacks.EMA.state`.
    private static let maximumDepth = 4

    /// Words in keys that tell an average of the weights from the weights.
    private static let averageWords: Set<String> = [
        "ema", "modelema", "emamodel", "average", "averaged", "avg", "swa", "shadow",
    ]

    var key: String? { path.isEmpty ? nil : path.joined(separator: ".") }

    private var words: Set<String> {
        Set(path.flatMap { $0.lowercased().split { !$0.isLetter } }.map(String.init))
    }

    private var isAverage: Bool {
        !words.isDisjoint(with: Self.averageWords)
            || members.contains { if case .string("n_averaged") = $0.key { true } else { false } }
    }

    private var isOptimizer: Bool { words.contains { $0.hasPrefix("optim") } }

    /// Why no dictionary of tensors has the key `wanted`: it has none, or there is no dictionary.
    static func problem(ofMissing wanted: String, in pickle: Pickle) -> PyTorchProblem {
        let dictionaries = all(in: pickle, includingEmpty: true)
        if dictionaries.contains(where: { $0.key == wanted }) { return .noTensors(key: wanted) }
        let full = dictionaries.filter { $0.tensorCount > 0 }.compactMap(\.key)
        return .missingKey(wanted, found: full.isEmpty ? dictionaries.compactMap(\.key) : full)
    }

    /// Finds the dictionaries with tensors, from the outside to the inside, each once.
    static func all(in pickle: Pickle, includingEmpty: Bool = false) -> [StateCandidate] {
        guard case .dictionary(let root) = pickle.root else { return [] }
        var candidates: [StateCandidate] = []
        var level: [(path: [String], place: Int)] = [([], root)]
        var seen: Set<Int> = [root]
        while let depth = level.first?.path.count {
            var next: [(path: [String], place: Int)] = []
            for (path, place) in level {
                let members = pickle.dictionaries[place]
                let count = tensorCount(of: members)
                if count > 0 || path.isEmpty || includingEmpty {
                    candidates.append(
                        StateCandidate(path: path, members: members, tensorCount: count))
                }
                guard depth < maximumDepth else { continue }
                for case (.string(let key), .dictionary(let place)) in members
                where seen.insert(place).inserted {
                    next.append((path + [key], place))
                }
            }
            level = next
        }
        return candidates
    }

    /// The network itself: of the dictionaries that are neither an average nor an optimizer's, the
    /// first with the most tensors, unless it has fewer than half of those of an average.
    static func network(among candidates: [StateCandidate]) -> StateCandidate? {
        let states = candidates.filter { $0.tensorCount > 0 && !$0.isOptimizer }
        let most = states.largest?.tensorCount ?? 0
        let plain = states.filter { !$0.isAverage && 2 * $0.tensorCount >= most }
        return plain.largest ?? states.largest ?? candidates.filter { $0.tensorCount > 0 }.largest
    }

    /// Those that have about as many tensors as `chosen` and may be meant instead.
    static func alternatives(
        to chosen: StateCandidate, among candidates: [StateCandidate]
    ) -> [StateCandidate] {
        candidates.filter {
            $0.path != chosen.path && !$0.isOptimizer && 2 * $0.tensorCount >= chosen.tensorCount
                && $0.tensorCount > 0
        }
    }

    /// Those members of a dictionary whose names start with what follows the dictionary's own key in
    /// `wanted`, without that; `nil` where there are none.
    static func part(_ wanted: String, of candidates: [StateCandidate]) -> StateCandidate? {
        let network = network(among: candidates)
        for candidate in (network.map { [$0] } ?? []) + candidates {
            let starts =
                [wanted + "."]
                + [candidate.key].compactMap { key in
                    key.flatMap {
                        wanted.hasPrefix($0 + ".") ? wanted.dropFirst($0.count + 1) + "." : nil
                    }
                }
            for start in starts {
                var members: Pickle.Members = []
                for case (.string(let name), let value) in candidate.members
                where name.hasPrefix(start) {
                    members.append((.string(String(name.dropFirst(start.count))), value))
                }
                let count = tensorCount(of: members)
                guard count > 0 else { continue }
                return StateCandidate(
                    path: wanted.split(separator: ".").map(String.init), members: members,
                    tensorCount: count)
            }
        }
        return nil
    }

    private static func tensorCount(of members: Pickle.Members) -> Int {
        members.count { member in
            guard case .string(let name) = member.key, case .tensor = member.value else {
                return false
            }
            return name != "n_averaged"
        }
    }
}

extension [StateCandidate] {
    /// The first of those with the most tensors.
    fileprivate var largest: StateCandidate? {
        reduce(nil) { best, candidate in
            candidate.tensorCount > best?.tensorCount ?? 0 ? candidate : best
        }
    }
}

extension Pickle {
    /// Why there is no state dictionary: the value, or the first member that is one, is an object of
    /// an unknown kind, or there is nothing like tensors.
    fileprivate var problemOfNoTensors: PyTorchProblem {
        if let maker = root.maker { return .forbiddenGlobal(maker, at: nil) }
        for case (.string(let name), let value) in members ?? [] {
            if let maker = value.maker { return .forbiddenGlobal(maker, at: name) }
        }
        return .noTensors(key: nil)
    }
}

extension PickleValue {
    /// The name of the unknown function or class that this value is, or would be made by.
    fileprivate var maker: String? {
        switch self {
        case .object(let name), .global(.other(let name)): name
        default: nil
        }
    }
}
