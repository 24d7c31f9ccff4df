import Foundation
import TensorFiles
import TestSupport
import Testing

/// A folder with a model as it is and compressed, removed with the object.
final class CompressedSample {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    var densePath: String { folder.path("dense.safetensors") }
    var path: String { folder.path("compressed.safetensors") }

    /// Writes tensors as they are.
    func write(_ tensors: [SampleTensor], metadata: [String: String] = [:]) throws {
        var writer = SafetensorsWriter(metadata: metadata)
        for tensor in tensors { try tensor.add(to: &writer) }
        try writer.write(to: densePath)
    }

    /// Compresses what was written, and returns how each tensor is stored.
    @discardableResult
    func compress(_ bits: ValueBits = .thirtyTwo) throws -> [CompressionRecord] {
        let writer = try CompressedWriter(of: SafetensorsFile(path: densePath), bits: bits)
        try writer.write(to: path)
        return writer.records
    }

    /// Compresses a single tensor, and returns how it is stored.
    func compress(_ tensor: SampleTensor, _ bits: ValueBits = .thirtyTwo) throws
        -> CompressionRecord
    {
        try write([tensor])
        return try #require(compress(bits).first)
    }

    var dense: SafetensorsFile { get throws { try SafetensorsFile(path: densePath) } }
    var compressed: CompressedFile { get throws { try CompressedFile(path: path) } }
}

/// A tensor to be written.
struct SampleTensor {
    let name: String
    let dtype: StoredType
    let shape: [Int]
    let bytes: [UInt8]

    init(_ name: String, _ dtype: StoredType, _ shape: [Int], bytes: [UInt8]) {
        self.name = name
        self.dtype = dtype
        self.shape = shape
        self.bytes = bytes
    }

    init(_ name: String, _ shape: [Int], _ floats: [Float]) {
        self.init(name, .float32, shape, bytes: floats.withUnsafeBytes { Array($0) })
    }

    func add(to writer: inout SafetensorsWriter) throws {
        try writer.add(name, dtype: dtype, shape: shape) { append in
            try bytes.withUnsafeBytes(append)
        }
    }

    /// Random bits for the elements that `isKept` chooses, and zeros for the others.
    static func random(
        _ dtype: StoredType, _ shape: [Int], using generator: inout SeededGenerator,
        isKept: (Int) -> Bool
    ) -> SampleTensor {
        let size = dtype.byteCount
        var bytes = [UInt8](repeating: 0, count: shape.reduce(size, *))
        for element in 0..<bytes.count / size where isKept(element) {
            // The lowest bit is set, so that no kept element is zero.
            for byte in 0..<size {
                let random = UInt8.random(in: 0...255, using: &generator)
                bytes[element * size + byte] = byte == 0 ? random | 1 : random
            }
        }
        return SampleTensor("w", dtype, shape, bytes: bytes)
    }

    /// Numbers of a bell curve's rough shape, and zeros for a share of them.
    static func weights(
        _ shape: [Int], sparsity: Double, using generator: inout SeededGenerator
    ) -> SampleTensor {
        let floats = (0..<shape.reduce(1, *)).map { _ -> Float in
            if Double.random(in: 0..<1, using: &generator) < sparsity { return 0 }
            let sum = (0..<4).reduce(Float(0)) { sum, _ in
                sum + .random(in: -0.05...0.05, using: &generator)
            }
            return sum == 0 ? 0.05 : sum
        }
        return SampleTensor("w", shape, floats)
    }
}
