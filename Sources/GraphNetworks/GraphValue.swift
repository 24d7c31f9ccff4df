public import Graphs
public import Tensors

/// A value while a graph is computed: a tensor of LibTorch, or numbers in the memory of this program,
/// as sizes and constants are.
enum GraphValue {
    case tensor(Tensors.Tensor)
    case host(Graphs.Tensor)

    /// The size of every axis.
    var shape: [Int] {
        switch self {
        case .tensor(let tensor): tensor.shape
        case .host(let numbers): numbers.shape
        }
    }

    /// The elements as numbers in memory.
    var host: Graphs.Tensor {
        get throws {
            switch self {
            case .host(let numbers): return numbers
            case .tensor(let tensor):
                let wide: ScalarType = tensor.scalarType?.isFloat == true ? .float64 : .int64
                let plain = try tensor.detached().converted(to: wide)
                return wide == .float64
                    ? Graphs.Tensor(.float64, tensor.shape, try plain.elements(as: Double.self))
                    : Graphs.Tensor(
                        .int64, tensor.shape,
                        integers: try plain.elements(as: Int64.self).map { Int($0) })
            }
        }
    }

    /// The value as a tensor on a device.
    func tensor(on device: Device) throws -> Tensors.Tensor {
        switch self {
        case .tensor(let tensor): tensor
        case .host(let numbers): try numbers.data.tensor().moved(to: device)
        }
    }
}

extension ScalarType {
    /// Whether elements are floating-point numbers.
    var isFloat: Bool { ElementType(self).isFloatingPoint }

    /// The type with the same elements; `nil` for unsigned types that LibTorch does not compute with.
    init?(_ elementType: ElementType) {
        guard let type = Self.allCases.first(where: { ElementType($0) == elementType }) else {
            return nil
        }
        self = type
    }
}

extension ElementType {
    /// The type with the same elements.
    init(_ type: ScalarType) {
        switch type {
        case .bool: self = .bool
        case .uint8: self = .uint8
        case .int8: self = .int8
        case .int16: self = .int16
        case .int32: self = .int32
        case .int64: self = .int64
        case .float16: self = .float16
        case .bfloat16: self = .bfloat16
        case .float32: self = .float32
        case .float64: self = .float64
        }
    }
}

extension TensorData {
    /// The elements as a tensor on the CPU; unsigned integers of more than 8 bits become 64-bit ones.
    func tensor() throws -> Tensors.Tensor {
        guard let type = ScalarType(elementType) else {
            return try Tensors.Tensor(integers.map { Int64($0) }, shape: shape)
        }
        return try withUnsafeBytes { bytes in
            Result { try Tensors.Tensor(bytes: bytes, type: type, shape: shape) }
        }.get()
    }
}

extension Tensors.Tensor {
    /// The elements as a weight of a graph.
    ///
    /// - Returns: A copy, from whatever device.
    /// - Throws: `TorchError` if the elements cannot be read.
    public func graphData() throws -> TensorData {
        let type = scalarType ?? .float32
        var bytes = [UInt8](repeating: 0, count: count * type.byteCount)
        try bytes.withUnsafeMutableBytes { try detached().copyBytes(into: $0) }
        return try TensorData(ElementType(type), shape: shape, bytes: bytes)
    }
}
