/// The dictionary of a checkpoint that is its state dictionary.
///
/// Looked at are the value that the pickle stands for and the dictionaries that are its members:
/// `torch.save(model.state_dict())` gives the first, training scripts the second, under
/// `state_dict`, `model` and other keys. The one with the most tensors is taken, among equals the
/// first, unless a key is asked for.
struct StateSelection {
    /// The key of the member; `nil` where the value itself is the dictionary.
    let key: String?
    /// What stands before every name, and is left out of them; often nothing.
    let removedPrefix: String
    /// The tensors under their names, in the order of the dictionary.
    let tensors: [(name: String, record: TensorRecord)]

    /// What `DataParallel` puts before every name.
    private static let parallelPrefix = "module."

    private typealias Members = [(key: PickleValue, value: PickleValue)]

    init(of pickle: Pickle, key wantedKey: String?) throws(PyTorchProblem) {
        guard let members = pickle.members else { throw .noTensors(key: nil) }
        let names = try Self.names(of: members)
        let dictionaries = zip(names, members).compactMap { name, member -> (String, Int)? in
            guard let name, case .dictionary(let place) = member.value else { return nil }
            return (name, place)
        }
        var chosen: (key: String?, members: Members) = (nil, members)
        if let wantedKey {
            guard let (name, place) = dictionaries.first(where: { $0.0 == wantedKey }) else {
                throw .missingKey(wantedKey, found: dictionaries.map(\.0))
            }
            chosen = (name, pickle.dictionaries[place])
        } else {
            var counts: [Int: Int] = [:]
            var most = Self.tensorCount(of: members)
            for (name, place) in dictionaries where counts[place] == nil {
                let count = Self.tensorCount(of: pickle.dictionaries[place])
                counts[place] = count
                if count > most { (chosen, most) = ((name, pickle.dictionaries[place]), count) }
            }
        }
        key = chosen.key
        let chosenNames = try Self.names(of: chosen.members)
        let named = zip(chosenNames, chosen.members).compactMap { name, member in
            Self.tensorPlace(member).flatMap { place in name.map { ($0, place) } }
        }
        guard !named.isEmpty else { throw .noTensors(key: wantedKey) }
        let isParallel = named.allSatisfy { $0.0.hasPrefix(Self.parallelPrefix) }
        let prefix = isParallel ? Self.parallelPrefix : ""
        removedPrefix = prefix
        tensors = named.map { (String($0.0.dropFirst(prefix.count)), pickle.tensors[$0.1]) }
    }

    /// Returns the texts among the keys, all different, and `nil` for the other keys.
    private static func names(of members: Members) throws(PyTorchProblem) -> [String?] {
        var seen: Set<String> = []
        var names: [String?] = []
        for member in members {
            guard case .string(let name) = member.key else {
                names.append(nil)
                continue
            }
            guard seen.insert(name).inserted else { throw .duplicateName(name) }
            names.append(name)
        }
        return names
    }

    private static func tensorCount(of members: Members) -> Int {
        members.count { member in
            if case .string = member.key { tensorPlace(member) != nil } else { false }
        }
    }

    private static func tensorPlace(_ member: (key: PickleValue, value: PickleValue)) -> Int? {
        if case .tensor(let place) = member.value { place } else { nil }
    }
}
