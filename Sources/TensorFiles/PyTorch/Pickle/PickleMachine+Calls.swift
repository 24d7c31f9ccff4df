extension PickleMachine {
    /// The most axes of a tensor, which is LibTorch's limit too.
    private static let maximumRank = 64

    mutating func pushGlobal(_ opcode: PickleOpcode) throws(PyTorchProblem) {
        if opcode == .global {
            let module = String(decoding: try reader.line(), as: UTF8.self)
            let name = String(decoding: try reader.line(), as: UTF8.self)
            return try pushGlobal(module: module, name: name)
        }
        guard let name = text(of: try pop()), let module = text(of: try pop()) else {
            throw invalid("a module and a name")
        }
        try pushGlobal(module: module, name: name)
    }

    private mutating func pushGlobal(module: String, name: String) throws(PyTorchProblem) {
        if pickle.keepsArrays, let function = ArrayFunction(module: module, name: name) {
            return try push(.arrayFunction(function))
        }
        try push(.global(PickleGlobal(module: module, name: name)))
    }

    /// Does what the function at the top but one would do with the arguments at the top.
    mutating func callFunction() throws(PyTorchProblem) {
        guard case .tuple(let place) = try pop() else {
            throw invalid("a function and its arguments")
        }
        switch try pop() {
        case .global(let function): try call(function, pickle.lists[place])
        case .object(let name): try push(.object(name))
        case .arrayFunction(let function): try call(function, pickle.lists[place])
        default: throw invalid("a function and its arguments")
        }
    }

    /// Makes an object of a class: `cls.__new__` with the arguments at the top.
    mutating func makeObject(hasKeywords: Bool) throws(PyTorchProblem) {
        if hasKeywords { _ = try pop() }
        guard case .tuple(let place) = try pop() else { throw invalid("a class and its arguments") }
        switch try pop() {
        case .global(.orderedDictionary), .global(.defaultDictionary): try pushDictionary([])
        case .global(.other(let name)), .object(let name): try push(.object(name))
        case .global(.size): try call(.size, pickle.lists[place])
        default: throw invalid("a class and its arguments")
        }
    }

    private mutating func call(
        _ function: PickleGlobal, _ arguments: [PickleValue]
    ) throws(PyTorchProblem) {
        switch function {
        case .orderedDictionary: try pushOrderedDictionary(arguments)
        case .defaultDictionary: try pushDictionary([])
        case .rebuildTensor: try pushTensor(arguments, allowedCounts: 4...4)
        case .rebuildTensorV2: try pushTensor(arguments, allowedCounts: 6...7)
        case .rebuildTensorV3: try pushTypedTensor(arguments)
        case .rebuildParameter:
            guard (3...4).contains(arguments.count), let tensor = arguments.first else {
                throw invalid("the tensor of a parameter")
            }
            switch tensor {
            case .tensor, .object: try push(tensor)
            default: throw invalid("the tensor of a parameter")
            }
        case .rebuildFromType: try rebuildFromType(arguments)
        case .size:
            guard arguments.count == 1, case .tuple = arguments[0] else {
                throw invalid("the sizes of a shape")
            }
            try push(arguments[0])
        case .other(let name): try push(.object(name))
        case .storage, .elementType, .tensorClass: throw invalid("a function")
        }
    }

    /// Makes the tensor that a function makes of its arguments, where the tensor's class is PyTorch's
    /// own; an object for other classes.
    private mutating func rebuildFromType(_ arguments: [PickleValue]) throws(PyTorchProblem) {
        guard arguments.count == 4, case .global(let function) = arguments[0],
            case .global(let type) = arguments[1], case .tuple(let place) = arguments[2]
        else { throw invalid("a function, a class, arguments and attributes") }
        switch (function, type) {
        case (_, .other(let name)), (.other(let name), _): try push(.object(name))
        case (.rebuildFromType, _): throw invalid("a function that makes a tensor")
        default: try call(function, pickle.lists[place])
        }
    }

    /// Makes a dictionary of nothing, or of a list of pairs as Python 2 wrote it.
    private mutating func pushOrderedDictionary(
        _ arguments: [PickleValue]
    ) throws(PyTorchProblem) {
        guard let argument = arguments.first else { return try pushDictionary([]) }
        guard arguments.count == 1, let pairs = elements(of: argument) else {
            throw invalid("a list of pairs")
        }
        try count(pairs.count)
        var members: [(key: PickleValue, value: PickleValue)] = []
        for pair in pairs {
            guard let pair = elements(of: pair), pair.count == 2 else {
                throw invalid("a list of pairs")
            }
            members.append((pair[0], pair[1]))
        }
        try pushDictionary(members)
    }

    /// Makes a tensor of a storage of bytes and an element type, which stands behind the hooks.
    private mutating func pushTypedTensor(_ arguments: [PickleValue]) throws(PyTorchProblem) {
        guard (7...8).contains(arguments.count), case .global(let type) = arguments[6] else {
            throw invalid("the element type of a tensor")
        }
        switch type {
        case .elementType(let type):
            try pushTensor(Array(arguments.prefix(6)), allowedCounts: 6...6, type: type)
        case .other(let name): throw .unusableType(name)
        default: throw invalid("the element type of a tensor")
        }
    }

    private mutating func pushTensor(
        _ arguments: [PickleValue], allowedCounts: ClosedRange<Int>, type: StoredType? = nil
    ) throws(PyTorchProblem) {
        guard allowedCounts.contains(arguments.count), case .storage(let storage) = arguments[0],
            case .integer(let offset) = arguments[1]
        else { throw invalid("a storage, an offset, a shape and strides") }
        if pickle.tensors.count == Pickle.maximumTensorCount {
            throw .tooManyTensors(limit: Pickle.maximumTensorCount)
        }
        let record = TensorRecord(
            storage: storage, type: type, offset: offset, shape: try integers(arguments[2]),
            strides: try integers(arguments[3]))
        try push(.tensor(pickle.tensors.count))
        pickle.tensors.append(record)
    }

    func integers(_ value: PickleValue) throws(PyTorchProblem) -> [Int] {
        guard let values = elements(of: value) else { throw invalid("a tuple of sizes") }
        if values.count > Self.maximumRank { throw .tooManyAxes(limit: Self.maximumRank) }
        var integers: [Int] = []
        for value in values {
            guard case .integer(let integer) = value else { throw invalid("a tuple of sizes") }
            integers.append(integer)
        }
        return integers
    }

    /// Makes the storage that a tuple describes: the word "storage", the class, the key, the
    /// device, the number of elements and, in the legacy format, which part of another storage it
    /// is, which is supported for none.
    mutating func pushStorage() throws(PyTorchProblem) {
        guard case .tuple(let place) = try pop() else { throw invalid("a storage") }
        let parts = pickle.lists[place]
        // The legacy format puts the source text of a network's class beside the class.
        if parts.count == 4, case .string("module") = parts[0] { return try push(parts[1]) }
        guard (5...6).contains(parts.count), case .string("storage") = parts[0],
            case .global(.storage(let type)) = parts[1], case .string(let key) = parts[2],
            case .string = parts[3], case .integer(let elementCount) = parts[4],
            (0...StorageRecord.maximumElementCount).contains(elementCount)
        else { throw invalid("a storage") }
        if parts.count == 6 {
            guard case .none = parts[5] else { throw invalid("a storage of its own") }
        }
        let record = StorageRecord(key: key, type: type, elementCount: elementCount)
        if let known = pickle.storagePlaces[key] {
            if pickle.storages[known] != record { throw .conflictingStorage(key: key) }
            return try push(.storage(known))
        }
        pickle.storagePlaces[key] = pickle.storages.count
        try push(.storage(pickle.storages.count))
        pickle.storages.append(record)
    }
}
