import Files
import Foundation
import Graphs

/// What is wrong with a part of a model, in words.
struct ModelProblem: Error {
    let text: String

    /// Whether the file contradicts itself, so that no reader could make sense of it.
    let isDamage: Bool

    init(_ text: String, isDamage: Bool = false) {
        self.text = text
        self.isDamage = isDamage
    }
}

/// Reads the tensors of a model: from its fields, from where the outline cut them out, or from
/// other files of its folder.
struct TensorReader {
    let file: MappedFile
    let externalFiles: ExternalFiles

    func read(_ message: TensorMessage) throws -> TensorData {
        let what = "tensor \(message.name.quotedOnOneLine)"
        guard let type = ElementType(onnx: message.dataType) else {
            throw ModelProblem(
                "\(what) has the element type \(message.dataType), which is not supported")
        }
        let shape = message.dimensions.map { Int($0) }
        guard let byteCount = Self.byteCount(of: shape, type) else {
            throw ModelProblem(
                "\(what) has the shape \(shape), which is not that of a tensor", isDamage: true)
        }
        func check(_ found: Int) throws {
            if found != byteCount {
                throw ModelProblem(
                    "\(what) has \(found) bytes; its type and shape \(shape) need \(byteCount)",
                    isDamage: true)
            }
        }
        if message.dataLocation == 1 {
            let (file, range) = try externalFiles.find(
                message.externalData, byteCount: byteCount, what)
            return try TensorData(type, shape: shape, file: file, range: range)
        }
        if let location = message.location {
            let (field, range) = try Self.location(location)
            if field == 4 && type != .float32 || field == 10 && type != .float64 {
                throw ModelProblem(
                    "\(what) has the type \(type.rawValue), but its elements stand in another field",
                    isDamage: true)
            }
            try check(range.count)
            return try TensorData(type, shape: shape, file: file, range: range)
        }
        if let raw = message.raw {
            try check(raw.count)
            return try TensorData(type, shape: shape, bytes: Array(raw))
        }
        let elements = try Self.typed(message, type, shape, byteCount / type.byteCount, what)
        return elements
    }

    private static func byteCount(of shape: [Int], _ type: ElementType) -> Int? {
        if shape.contains(where: { $0 < 0 }) { return nil }
        return shape.reduce(type.byteCount) { (product: Int?, size) -> Int? in
            guard let (partial, isOverflow) = product?.multipliedReportingOverflow(by: size) else {
                return nil
            }
            return isOverflow ? nil : partial
        }
    }

    /// Reads what the outline wrote: field, offset and length.
    private static func location(_ bytes: Data) throws -> (field: Int, range: Range<Int>) {
        var values: [Int] = []
        var (value, shift) = (0, 0)
        for byte in bytes {
            value |= Int(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 {
                values.append(value)
                (value, shift) = (0, 0)
            }
        }
        guard values.count == 3 else { throw ModelProblem("a tensor has no place") }
        return (values[0], values[1]..<values[1] + values[2])
    }

    /// Reads elements from the field for their type; half-precision numbers stand as bits in the
    /// one for integers.
    private static func typed(
        _ message: TensorMessage, _ type: ElementType, _ shape: [Int], _ count: Int, _ what: String
    ) throws -> TensorData {
        func check(_ found: Int) throws {
            if found != count {
                throw ModelProblem(
                    "\(what) has \(found) elements; its shape \(shape) needs \(count)",
                    isDamage: true)
            }
        }
        switch type {
        case .float32:
            try check(message.floats.count)
            return TensorData(floats: message.floats, shape: shape)
        case .float64:
            try check(message.doubles.count)
            return try TensorData(.float64, numbers: message.doubles, shape: shape)
        case .float16, .bfloat16:
            try check(message.int32s.count)
            let bits = try TensorData(
                .uint16, integers: message.int32s.map { Int($0) }, shape: shape)
            return try TensorData(type, shape: shape, bytes: bits.withUnsafeBytes { Array($0) })
        case .int64:
            try check(message.int64s.count)
            return TensorData(integers: message.int64s.map { Int($0) }, shape: shape)
        case .uint64, .uint32:
            try check(message.uint64s.count)
            let integers = message.uint64s.map { Int(truncatingIfNeeded: $0) }
            return try TensorData(type, integers: integers, shape: shape)
        case .bool, .uint8, .int8, .uint16, .int16, .int32:
            try check(message.int32s.count)
            return try TensorData(type, integers: message.int32s.map { Int($0) }, shape: shape)
        }
    }

    /// Fills in the zeros of a sparse tensor.
    func read(_ message: SparseTensorMessage) throws -> TensorData {
        guard let valueMessage = message.values, let indexMessage = message.indices else {
            throw ModelProblem("a sparse tensor has no values or no indices")
        }
        let (values, indices) = (try read(valueMessage), try read(indexMessage))
        let what = "sparse tensor \(valueMessage.name.quotedOnOneLine)"
        let shape = message.dimensions.map { Int($0) }
        guard let byteCount = Self.byteCount(of: shape, values.elementType), byteCount < 1 << 40
        else {
            throw ModelProblem(
                "\(what) has the shape \(shape), which is not that of a tensor", isDamage: true)
        }
        let rank = indices.shape.count == 2 ? shape.count : 1
        let places = indices.integers
        guard indices.elementType == .int64, places.count == values.elementCount * rank else {
            throw ModelProblem(
                "\(what) has \(values.elementCount) values and \(places.count) indices")
        }
        let size = values.elementType.byteCount
        var bytes = [UInt8](repeating: 0, count: byteCount)
        try values.withUnsafeBytes { source in
            for index in 0..<values.elementCount {
                var place = 0
                for axis in 0..<rank {
                    let limit = rank == 1 ? byteCount / size : shape[axis]
                    let coordinate = places[index * rank + axis]
                    guard (0..<limit).contains(coordinate) else {
                        throw ModelProblem(
                            "\(what) has the index \(coordinate), which lies outside of \(shape)")
                    }
                    place = place * (rank == 1 ? 1 : shape[axis]) + coordinate
                }
                for byte in 0..<size { bytes[place * size + byte] = source[index * size + byte] }
            }
        }
        return try TensorData(values.elementType, shape: shape, bytes: bytes)
    }
}

extension ElementType {
    /// The type of a number of `TensorProto.DataType`.
    init?(onnx number: Int32) {
        guard let type = Self.allCases.first(where: { $0.onnx == number }) else { return nil }
        self = type
    }

    /// The number in `TensorProto.DataType`.
    var onnx: Int32 {
        switch self {
        case .float32: 1
        case .uint8: 2
        case .int8: 3
        case .uint16: 4
        case .int16: 5
        case .int32: 6
        case .int64: 7
        case .bool: 9
        case .float16: 10
        case .float64: 11
        case .uint32: 12
        case .uint64: 13
        case .bfloat16: 16
        }
    }
}
