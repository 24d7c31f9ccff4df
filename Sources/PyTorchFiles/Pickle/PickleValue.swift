import Safetensors

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
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
}

/// What a pickle may name: no more than state dictionaries are made of.
enum PickleGlobal: Equatable {
    case orderedDictionary
    /// Takes storage, offset, shape and strides.
    case rebuildTensor
    /// Takes two values more: whether gradients are wanted, and hooks.
    case rebuildTensorV2
    case rebuildParameter
    case size
    case storage(StoredType)
    case elementType

    /// Looks up a function or class by its module and name.
    ///
    /// - Throws: ``PyTorchProblem/unusableType(_:)`` for the storages of other element types,
    ///   ``PyTorchProblem/forbiddenGlobal(_:)`` for everything else.
    init(module: String, name: String) throws(PyTorchProblem) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensorV2
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch", "Size"): self = .size
        case ("torch.storage", "UntypedStorage"): self = .storage(.uint8)
        case ("torch", _) where Self.elementTypes.contains(name): self = .elementType
        case ("torch", _) where name.hasSuffix("Storage"):
            guard let type = Self.storageTypes[name] else {
                throw .unusableType("\(module).\(name)")
            }
            self = .storage(type)
        default: throw .forbiddenGlobal("\(module).\(name)")
        }
    }

    private static let storageTypes: [String: StoredType] = [
        "BoolStorage": .bool, "ByteStorage": .uint8, "CharStorage": .int8, "ShortStorage": .int16,
        "IntStorage": .int32, "LongStorage": .int64, "HalfStorage": .float16,
        "BFloat16Storage": .bfloat16, "FloatStorage": .float32, "DoubleStorage": .float64,
    ]

    private static let elementTypes: Set<String> = [
        "bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32",
        "float64",
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
    /// Where its first element stands in the storage.
    let offset: Int
    let shape: [Int]
    let strides: [Int]
}
