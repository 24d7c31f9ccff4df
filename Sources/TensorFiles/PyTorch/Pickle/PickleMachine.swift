/// Runs the operations of a pickle: a machine with a stack and a memo, which Python runs with any
/// function and this one with none. What other functions and classes would make is an object that
/// has a name and nothing else.
///
/// Memory is bounded by the number of operations, each of which is at least a byte of the file; no
/// length or number in the file makes room for anything that is not there.
struct PickleMachine {
    var reader: ByteReader
    var pickle: Pickle
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]
    private var valueCount = 0
    /// Where the current operation stands.
    private var start = 0

    /// The longest text that is kept; longer ones are no names.
    private static let maximumTextLength = 4096

    init(reader: ByteReader, pickle: Pickle) {
        self.reader = reader
        self.pickle = pickle
    }

    /// Runs up to the operation that ends the pickle and returns its value.
    mutating func run() throws(PyTorchProblem) -> PickleValue {
        while true {
            start = reader.offset
            let byte = try reader.number(UInt8.self)
            guard let opcode = PickleOpcode(rawValue: byte) else {
                throw .unknownOpcode(byte, offset: start)
            }
            if opcode == .stop { return try pop() }
            try execute(opcode)
        }
    }

    private mutating func execute(_ opcode: PickleOpcode) throws(PyTorchProblem) {
        switch opcode {
        case .version: try checkProtocol()
        case .frame: _ = try reader.span(8)
        case .pop: try dropTop()
        case .popMark: _ = try popToMark()
        case .duplicate: try push(try top())
        case .mark, .memoPut, .longMemoPut, .memoize, .memoGet, .longMemoGet:
            try executeMemory(opcode)
        case .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3: try makeTuple(opcode)
        case .emptyList, .append, .appends: try fillList(opcode)
        case .emptyDictionary, .setItem, .setItems: try fillDictionary(opcode)
        case .emptySet, .addItems, .frozenSet: try fillSet(opcode)
        case .global, .stackGlobal: try pushGlobal(opcode)
        case .reduce: try callFunction()
        case .newObject: try makeObject(hasKeywords: false)
        case .newObjectWithKeywords: try makeObject(hasKeywords: true)
        case .build: try setAttributes()
        case .persistentID: try pushStorage()
        default: try push(constant(opcode))
        }
    }

    private mutating func checkProtocol() throws(PyTorchProblem) {
        let number = try reader.number(UInt8.self)
        guard (2...5).contains(number) else {
            throw .unknownProtocol(Int(number), offset: start)
        }
    }
}

// MARK: Stack and memo

extension PickleMachine {
    /// An error of the operation that is being run.
    func invalid(_ expected: String) -> PyTorchProblem {
        .invalidPickle(expected: expected, offset: start)
    }

    /// Counts values as if they were made now.
    mutating func count(_ count: Int) throws(PyTorchProblem) {
        valueCount += count
        if valueCount > Pickle.maximumValueCount {
            throw .tooManyValues(limit: Pickle.maximumValueCount)
        }
    }

    mutating func push(_ value: PickleValue) throws(PyTorchProblem) {
        try count(1)
        stack.append(value)
    }

    mutating func pop() throws(PyTorchProblem) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
            throw invalid("a value")
        }
        return value
    }

    /// Takes the values above the last mark, and the mark.
    mutating func popToMark() throws(PyTorchProblem) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw invalid("a mark") }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    /// Drops the value at the top; a mark, where that is the last thing there.
    private mutating func dropTop() throws(PyTorchProblem) {
        if stack.count == marks.last { marks.removeLast() } else { _ = try pop() }
    }

    /// The value at the top, which stays there.
    func top() throws(PyTorchProblem) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else {
            throw invalid("a value")
        }
        return value
    }

    private mutating func executeMemory(_ opcode: PickleOpcode) throws(PyTorchProblem) {
        switch opcode {
        case .mark:
            try count(1)
            marks.append(stack.count)
        case .memoPut: try memoize(Int(try reader.number(UInt8.self)))
        case .longMemoPut: try memoize(Int(try reader.number(UInt32.self)))
        case .memoize: try memoize(memo.count)
        case .memoGet: try recall(Int(try reader.number(UInt8.self)))
        default: try recall(Int(try reader.number(UInt32.self)))
        }
    }

    private mutating func memoize(_ place: Int) throws(PyTorchProblem) {
        try count(1)
        memo[place] = try top()
    }

    private mutating func recall(_ place: Int) throws(PyTorchProblem) {
        guard let value = memo[place] else { throw invalid("a place of the memo in use") }
        try push(value)
    }
}

// MARK: Constants

extension PickleMachine {
    private mutating func constant(_ opcode: PickleOpcode) throws(PyTorchProblem) -> PickleValue {
        switch opcode {
        case .none: return .none
        case .newTrue: return .bool(true)
        case .newFalse: return .bool(false)
        case .integer: return .integer(Int(try reader.number(Int32.self)))
        case .integer1: return .integer(Int(try reader.number(UInt8.self)))
        case .integer2: return .integer(Int(try reader.number(UInt16.self)))
        case .long1: return try integer(byteCount: reader.count(UInt8.self))
        case .long4: return try integer(byteCount: reader.count(Int32.self))
        case .float: return try skip(8)
        case .unicode: return try text(byteCount: reader.count(UInt32.self))
        case .shortUnicode, .shortString: return try text(byteCount: reader.count(UInt8.self))
        case .longUnicode: return try text(byteCount: reader.count(UInt64.self))
        case .string: return try text(byteCount: reader.count(Int32.self))
        case .bytes: return try bytes(count: reader.count(UInt32.self))
        case .shortBytes: return try bytes(count: reader.count(UInt8.self))
        case .longBytes, .byteArray: return try bytes(count: reader.count(UInt64.self))
        default: throw .unknownOpcode(opcode.rawValue, offset: start)
        }
    }

    private mutating func skip(_ byteCount: Int) throws(PyTorchProblem) -> PickleValue {
        _ = try reader.span(byteCount)
        return .opaque
    }

    private mutating func bytes(count: Int) throws(PyTorchProblem) -> PickleValue {
        let start = reader.offset
        _ = try reader.span(count)
        return pickle.keepsArrays ? .bytes(start..<reader.offset) : .opaque
    }

    /// Reads a number in two's complement, lowest byte first; one of more than 64 bits is opaque.
    private mutating func integer(byteCount: Int) throws(PyTorchProblem) -> PickleValue {
        let bytes = try reader.span(byteCount)
        guard byteCount <= 8 else { return .opaque }
        var number: Int64 = bytes.last.map { $0 < 0x80 ? 0 : -1 } ?? 0
        for byte in bytes.reversed() { number = number << 8 | Int64(byte) }
        return .integer(Int(number))
    }

    private mutating func text(byteCount: Int) throws(PyTorchProblem) -> PickleValue {
        if pickle.keepsArrays { return try bytes(count: byteCount) }
        let bytes = try reader.span(byteCount)
        guard byteCount <= Self.maximumTextLength else { return .opaque }
        return .string(String(decoding: bytes, as: UTF8.self))
    }
}
