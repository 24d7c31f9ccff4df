extension PickleMachine {
    mutating func makeTuple(_ opcode: PickleOpcode) throws(PyTorchProblem) {
        switch opcode {
        case .emptyTuple: try pushTuple([])
        case .tuple: try pushTuple(try popToMark())
        case .tuple1: try pushTuple(try pop(count: 1))
        case .tuple2: try pushTuple(try pop(count: 2))
        default: try pushTuple(try pop(count: 3))
        }
    }

    mutating func fillList(_ opcode: PickleOpcode) throws(PyTorchProblem) {
        if opcode == .emptyList {
            try push(.list(pickle.lists.count))
            pickle.lists.append([])
            return
        }
        let values = try opcode == .appends ? popToMark() : pop(count: 1)
        switch try top() {
        case .list(let place): pickle.lists[place] += values
        case .object: break
        default: throw invalid("a list")
        }
    }

    mutating func fillDictionary(_ opcode: PickleOpcode) throws(PyTorchProblem) {
        if opcode == .emptyDictionary { return try pushDictionary([]) }
        let values = try opcode == .setItems ? popToMark() : pop(count: 2)
        guard values.count % 2 == 0 else { throw invalid("a dictionary and pairs") }
        if case .object = try top() { return }
        guard case .dictionary(let place) = try top() else {
            throw invalid("a dictionary and pairs")
        }
        for position in stride(from: 0, to: values.count, by: 2) {
            pickle.dictionaries[place].append((values[position], values[position + 1]))
        }
    }

    /// Makes a set, which describes no tensor: its elements are dropped.
    mutating func fillSet(_ opcode: PickleOpcode) throws(PyTorchProblem) {
        if opcode != .emptySet { _ = try popToMark() }
        if opcode != .addItems { return try push(.object("builtins.set")) }
        guard case .object = try top() else { throw invalid("a set") }
    }

    /// Drops what is to become attributes: `_metadata` of a state dictionary, the state of an object;
    /// that of an array is the array.
    mutating func setAttributes() throws(PyTorchProblem) {
        let state = try pop()
        switch try top() {
        case .array(let place): try setState(state, ofArray: place)
        case .dictionary, .object, .tensor, .arrayType: break
        default: throw invalid("a dictionary or an object")
        }
    }

    mutating func pushDictionary(
        _ members: [(key: PickleValue, value: PickleValue)]
    ) throws(PyTorchProblem) {
        try push(.dictionary(pickle.dictionaries.count))
        pickle.dictionaries.append(members)
    }

    private mutating func pushTuple(_ values: [PickleValue]) throws(PyTorchProblem) {
        try push(.tuple(pickle.lists.count))
        pickle.lists.append(values)
    }

    /// The elements of a list or tuple; `nil` for other values.
    func elements(of value: PickleValue) -> [PickleValue]? {
        switch value {
        case .tuple(let place), .list(let place): pickle.lists[place]
        default: nil
        }
    }

    /// Takes the `count` values at the top and returns them, the topmost last.
    private mutating func pop(count: Int) throws(PyTorchProblem) -> [PickleValue] {
        var values: [PickleValue] = []
        for _ in 0..<count { values.append(try pop()) }
        return values.reversed()
    }
}
