/// What of numpy describes an array of bytes. Newer versions have the same functions in `numpy._core`.
enum ArrayFunction: Equatable {
    /// Makes an array that its state fills.
    case reconstruct
    /// Takes bytes, the element type, the shape and the order; protocol 5 has it.
    case fromBuffer
    case arrayClass
    case elementType
    /// Turns text into bytes: so Python 3 writes bytes with protocol 2.
    case encode

    init?(module: String, name: String) {
        switch (module.replacing("numpy._core", with: "numpy.core"), name) {
        case ("numpy.core.multiarray", "_reconstruct"): self = .reconstruct
        case ("numpy.core.numeric", "_frombuffer"): self = .fromBuffer
        case ("numpy", "ndarray"): self = .arrayClass
        case ("numpy", "dtype"): self = .elementType
        case ("_codecs", "encode"): self = .encode
        default: return nil
        }
    }
}

/// An array as its pickle describes it; nothing about it is checked.
struct ArrayRecord {
    var shape: [Int] = []
    var elementType = ""
    /// Whether the first index changes fastest.
    var isColumnMajor = false
    /// The place of its bytes.
    var content = PickleValue.none
}

extension PickleMachine {
    /// The longest text that is decoded: names and words.
    private static let maximumWordLength = 4096

    /// The text of a value; `nil` for other values and long texts.
    func text(of value: PickleValue) -> String? {
        switch value {
        case .string(let text): text
        case .bytes(let range) where range.count <= Self.maximumWordLength:
            String(decoding: reader.content(of: range), as: UTF8.self)
        default: nil
        }
    }

    mutating func call(
        _ function: ArrayFunction, _ arguments: [PickleValue]
    ) throws(PyTorchProblem) {
        switch function {
        case .reconstruct: try pushArray(ArrayRecord())
        case .fromBuffer:
            guard arguments.count == 4, let order = text(of: arguments[3]) else {
                throw invalid("the bytes, type, shape and order of an array")
            }
            try pushArray(
                record(
                    shape: arguments[2], type: arguments[1], isColumnMajor: order == "F",
                    content: arguments[0]))
        case .elementType:
            guard let type = arguments.first.flatMap(text) else {
                throw invalid("an element type")
            }
            try push(.arrayType(type))
        case .encode:
            guard arguments.count == 2, case .bytes(let range) = arguments[0],
                text(of: arguments[1]) == "latin1"
            else { throw invalid("a text and 'latin1'") }
            try push(.latin1(range))
        case .arrayClass: throw invalid("a function")
        }
    }

    /// Fills an array with its state: a version, the shape, the type, whether the first index changes
    /// fastest, and the bytes.
    mutating func setState(
        _ state: PickleValue, ofArray place: Int
    ) throws(PyTorchProblem) {
        guard let parts = elements(of: state), parts.count == 5, case .bool(let order) = parts[3]
        else { throw invalid("the state of an array") }
        pickle.arrays[place] = try record(
            shape: parts[1], type: parts[2], isColumnMajor: order, content: parts[4])
    }

    private mutating func pushArray(_ record: ArrayRecord) throws(PyTorchProblem) {
        try push(.array(pickle.arrays.count))
        pickle.arrays.append(record)
    }

    private func record(
        shape: PickleValue, type: PickleValue, isColumnMajor: Bool, content: PickleValue
    ) throws(PyTorchProblem) -> ArrayRecord {
        guard case .arrayType(let type) = type else { throw invalid("an element type") }
        return ArrayRecord(
            shape: try integers(shape), elementType: type, isColumnMajor: isColumnMajor,
            content: content)
    }
}
