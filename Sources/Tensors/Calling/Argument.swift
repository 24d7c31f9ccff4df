import CTorch

/// One argument of an operator call, of the types that schemas in `native_functions.yaml` know.
public enum Argument {
    /// No value: `None` in the schema.
    case none
    /// The default that the schema gives.
    case schemaDefault
    /// A tensor.
    case tensor(Tensor)
    /// A whole number, also a scalar type.
    case int(Int)
    /// A number.
    case double(Double)
    /// A truth value.
    case bool(Bool)
    /// A text.
    case string(String)
    /// A list of whole numbers, such as a shape.
    case ints([Int])
    /// A list of numbers.
    case doubles([Double])
    /// A list of tensors.
    case tensors([Tensor])
    /// A list of tensors some of which may be missing.
    case optionalTensors([Tensor?])
    /// A device.
    case device(Device)

    /// A scalar type, which schemas take as a whole number.
    public static func type(_ type: ScalarType) -> Argument { .int(Int(type.rawValue)) }

    /// A tensor, or no value.
    public static func optional(_ tensor: Tensor?) -> Argument {
        tensor.map(Argument.tensor) ?? .none
    }
}

/// C forms of arguments, with the memory that lists and strings need for the time of the call.
struct ArgumentFrame: ~Copyable {
    private(set) var values: [ctorch_value] = []
    private var blocks: [UnsafeMutableRawPointer] = []

    init(_ arguments: [Argument]) {
        values.reserveCapacity(arguments.count)
        for argument in arguments { append(argument) }
    }

    deinit {
        for block in blocks { block.deallocate() }
    }

    private mutating func append(_ argument: Argument) {
        var value = ctorch_value(tag: CTORCH_NONE, integer: 0, number: 0, pointer: nil)
        switch argument {
        case .none:
            break
        case .schemaDefault:
            value.tag = CTORCH_DEFAULT
        case .tensor(let tensor):
            value.tag = CTORCH_TENSOR
            value.pointer = UnsafeRawPointer(tensor.handle)
        case .int(let integer):
            value.tag = CTORCH_INT
            value.integer = Int64(integer)
        case .double(let number):
            value.tag = CTORCH_DOUBLE
            value.number = number
        case .bool(let truth):
            value.tag = CTORCH_BOOL
            value.integer = truth ? 1 : 0
        case .string(let text):
            (value.tag, value.pointer) = (CTORCH_STRING, copy(Array(text.utf8CString)))
        case .device(let device):
            (value.tag, value.pointer) = (CTORCH_DEVICE, copy(Array("\(device)".utf8CString)))
        case .ints(let integers):
            value.tag = CTORCH_INT_LIST
            value.integer = Int64(integers.count)
            value.pointer = copy(integers.map(Int64.init))
        case .doubles(let numbers):
            value.tag = CTORCH_DOUBLE_LIST
            value.integer = Int64(numbers.count)
            value.pointer = copy(numbers)
        case .tensors(let tensors):
            value.tag = CTORCH_TENSOR_LIST
            value.integer = Int64(tensors.count)
            value.pointer = copy(tensors.map { Optional($0.handle) })
        case .optionalTensors(let tensors):
            value.tag = CTORCH_OPTIONAL_TENSORS
            value.integer = Int64(tensors.count)
            value.pointer = copy(tensors.map { $0?.handle })
        }
        values.append(value)
    }

    private mutating func copy<Element: BitwiseCopyable>(_ elements: [Element])
        -> UnsafeRawPointer?
    {
        let size = MemoryLayout<Element>.stride * elements.count
        guard size > 0 else { return nil }
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: size, alignment: MemoryLayout<Element>.alignment)
        elements.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: block, count: size).copyMemory(from: $0)
        }
        blocks.append(block)
        return UnsafeRawPointer(block)
    }
}
