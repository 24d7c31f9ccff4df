/// The values of one pickle.
struct Pickle {
    /// The most values that a pickle may make: a tensor takes about 35.
    static let maximumValueCount = 4_000_000
    /// The most tensors that a pickle may make.
    static let maximumTensorCount = 250_000
    /// The most containers in containers.
    static let maximumDepth = 64

    /// The value that the pickle stands for.
    var root = PickleValue.none
    /// The elements of lists and tuples.
    var lists: [[PickleValue]] = []
    /// The members of dictionaries, in the order in which they were set.
    var dictionaries: [Members] = []
    var storages: [StorageRecord] = []
    var tensors: [TensorRecord] = []
    /// Arrays of numpy, where ``keepsArrays`` is set.
    var arrays: [ArrayRecord] = []
    /// The places of the storages by their keys.
    var storagePlaces: [String: Int] = [:]

    /// Whether texts, bytes and arrays are kept as places in the file; checkpoints do without them.
    private(set) var keepsArrays = false

    /// Reads the pickle that starts where `reader` stands, and leaves the reader behind it.
    init(_ reader: inout ByteReader, keepsArrays: Bool = false) throws(PyTorchProblem) {
        self.keepsArrays = keepsArrays
        var machine = PickleMachine(reader: reader, pickle: self)
        let root = try machine.run()
        reader = machine.reader
        self = machine.pickle
        self.root = root
        try checkNesting()
    }

    /// The members of a dictionary, in the order in which they were set.
    typealias Members = [(key: PickleValue, value: PickleValue)]

    /// The members of the dictionary that the pickle stands for; `nil` if it stands for another
    /// value.
    var members: Members? {
        guard case .dictionary(let place) = root else { return nil }
        return dictionaries[place]
    }
}

extension Pickle {
    /// A container on the way from the root, and which of its values is next.
    private struct Step {
        let value: PickleValue
        var next = 0
    }

    /// Makes sure that no container reachable from the root holds itself, and that the way to none
    /// is too long.
    private func checkNesting() throws(PyTorchProblem) {
        var isOpen: [Int: Bool] = [:]
        var path = [Step(value: root)]
        while let step = path.last {
            if step.next == 0, let number = containerNumber(of: step.value) {
                if let isOpen = isOpen[number] {
                    if isOpen { throw .cyclic }
                    path.removeLast()
                    continue
                }
                isOpen[number] = true
            }
            if let child = child(step.next, of: step.value) {
                path[path.count - 1].next += 1
                if containerNumber(of: child) == nil { continue }
                if path.count == Self.maximumDepth { throw .tooDeep(limit: Self.maximumDepth) }
                path.append(Step(value: child))
            } else {
                if let number = containerNumber(of: step.value) { isOpen[number] = false }
                path.removeLast()
            }
        }
    }

    /// A number of its own for each container; `nil` for other values.
    private func containerNumber(of value: PickleValue) -> Int? {
        switch value {
        case .tuple(let place), .list(let place): place
        case .dictionary(let place): lists.count + place
        default: nil
        }
    }

    /// The value at `position` of a container, keys and values of dictionaries in turn.
    private func child(_ position: Int, of value: PickleValue) -> PickleValue? {
        switch value {
        case .tuple(let place), .list(let place):
            return position < lists[place].count ? lists[place][position] : nil
        case .dictionary(let place):
            guard position < 2 * dictionaries[place].count else { return nil }
            let member = dictionaries[place][position / 2]
            return position % 2 == 0 ? member.key : member.value
        default:
            return nil
        }
    }
}
