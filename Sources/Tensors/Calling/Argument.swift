import CTorch

/// One argument of an operator call.
package enum Argument {
    case none
    case schemaDefault
    case tensor(Tensor)
    case int(Int)
    case double(Double)
    case bool(Bool)
    case string(String)
    case ints([Int])
    case doubles([Double])
    case tensors([Tensor])
    case optionalTensors([Tensor?])
    case device(Device)

    package static func type(_ type: ScalarType) -> Argument { .int(Int(type.rawValue)) }

    package static func optional(_ tensor: Tensor?) -> Argument {
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
