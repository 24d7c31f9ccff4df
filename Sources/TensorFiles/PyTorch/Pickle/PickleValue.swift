/// A value that a pickle describes.
///
/// Containers are numbers of places in a ``Pickle``, so that a value that holds itself costs
/// neither memory nor the stack of whoever lets it go.
enum PickleValue {
    case none
    case bool(Bool)
    case integer(Int)
    case string(String)
    /// A number, text or row of bytes that describes no tensor.
    case opaque
    /// What a function or class that is not known would have made, by its name; nothing is made.
    case object(String)
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
    /// Text or bytes by their place in the file, where arrays are kept.
    case bytes(Range<Int>)
    /// Bytes that stand in the file as the characters of a text in UTF-8, where arrays are kept.
    case latin1(Range<Int>)
    case arrayFunction(ArrayFunction)
    /// An element type by numpy's name, such as `u1`.
    case arrayType(String)
    case array(Int)
}

/// What a pickle names. Only what state dictionaries are made of has a meaning; everything else is a
/// name, of which nothing is looked up or run.
enum PickleGlobal: Equatable {
    /// A dictionary that remembers an order, or makes missing values: its arguments differ.
    case orderedDictionary
    case defaultDictionary
    /// Takes storage, offset, shape and strides.
    case rebuildTensor
    /// Takes two values more: whether gradients are wanted, and hooks.
    case rebuildTensorV2
    /// Takes the element type besides, for types that have no storage of their own.
    case rebuildTensorV3
    case rebuildParameter
    /// Takes one of the functions above, the class of the tensor, the arguments and attributes.
    case rebuildFromType
    /// The classes of plain tensors and parameters.
    case tensorClass
    case size
    case storage(StoredType)
    case elementType(StoredType)
    case other(String)

    /// Looks up a function or class by its module and name.
    ///
    /// - Throws: ``PyTorchProblem/unusableType(_:)`` for the storages of other element types.
    init(module: String, name: String) throws(PyTorchProblem) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("collections", "defaultdict"): self = .defaultDictionary
        case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensorV2
        case ("torch._utils", "_rebuild_tensor_v3"): self = .rebuildTensorV3
        case ("torch._utils", "_rebuild_parameter"),
            ("torch._utils", "_rebuild_parameter_with_state"):
            self = .rebuildParameter
        case ("torch._tensor", "_rebuild_from_type_v2"): self = .rebuildFromType
        case ("torch", "Tensor"), ("torch.nn.parameter", "Parameter"),
            ("torch.nn.parameter", "Buffer"):
            self = .tensorClass
        case ("torch", "Size"): self = .size
        case ("torch.storage", "UntypedStorage"): self = .storage(.uint8)
        case ("torch", _) where name.hasSuffix("Storage"):
            guard let type = Self.storageTypes[name] else {
                throw .unusableType("\(module).\(name)")
            }
            self = .storage(type)
        default:
            let type = module == "torch" ? Self.elementTypes[name] : nil
            self = type.map { .elementType($0) } ?? .other("\(module).\(name)")
        }
    }

    private static let storageTypes: [String: StoredType] = [
        "BoolStorage": .bool, "ByteStorage": .uint8, "CharStorage": .int8, "ShortStorage": .int16,
        "IntStorage": .int32, "LongStorage": .int64, "HalfStorage": .float16,
        "BFloat16Storage": .bfloat16, "FloatStorage": .float32, "DoubleStorage": .float64,
    ]

    private static let elementTypes: [String: StoredType] = [
        "bool": .bool, "uint8": .uint8, "int8": .int8, "int16": .int16, "int32": .int32,
        "int64": .int64, "uint16": .uint16, "uint32": .uint32, "uint64": .uint64,
        "float16": .float16, "bfloat16": .bfloat16, "float32": .float32, "float64": .float64,
        "float8_e4m3fn": .float8e4m3, "float8_e5m2": .float8e5m2,
    ]
}

/// The elements that one or more tensors lie in.
struct StorageRecord: Equatable {
    /// What the file calls it.
    let key: String
    let type: StoredType
    let elementCount: Int

    /// The most elements, so that their bytes can be counted.
    static let maximumElementCount = Int.max / 8

    /// The size in bytes.
    var byteCount: Int { elementCount * type.byteCount }
}

/// A tensor as its pickle describes it; nothing about it is checked but the number of axes.
struct TensorRecord {
    /// The place of its storage in the pickle.
    let storage: Int
    /// The type of its elements; `nil` for that of the storage.
    let type: StoredType?
    /// Where its first element stands in the storage.
    let offset: Int
    let shape: [Int]
    let strides: [Int]
}
