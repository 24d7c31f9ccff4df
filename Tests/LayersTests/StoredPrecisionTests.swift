import Files
import Foundation
import Layers
import Tensors
import Testing

/// The golden files are those that `safetensors.torch.save_file` writes of tensors that PyTorch
/// rounded; `Scripts/golden/pytorch_files.py` has the values.
@Suite struct StoredPrecisionTests {
    private let file = TemporaryFile()

    private func golden(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name).safetensors").path
    }

    @Test(arguments: [
        (StoredPrecision.float16, "float16"), (.bfloat16, "bfloat16"), (.float32, "float32"),
        (.unchanged, "float32"),
    ]) func writesTheBytesThatPyTorchWrites(precision: StoredPrecision, name: String) throws {
        let state = try StateDictionary(path: golden("float32"))
        try state.write(to: file.path, precision: precision)
        let expected = try readFile(at: golden(name))
        #expect(try readFile(at: file.path) == expected)
        #expect(try state.fileByteCount(precision: precision) == expected.count)
    }

    @Test func roundsToNearestWithTiesToEven() throws {
        let values: [Float] = [1 + 0x1p-11, 1 + 0x3p-11, 1 + 0x1p-8, 1 + 0x3p-8, 65_520]
        let state = try StateDictionary([("a", floats(values))])
        let halves: [Float] = [1, 1 + 0x1p-9, values[2], values[3], .infinity]
        try state.write(to: file.path, precision: .float16)
        #expect(try StateDictionary(path: file.path)["a"]?.elements() == halves)
        let upperHalves: [Float] = [1, 1, 1, 1 + 0x1p-6, 65_536]
        try state.write(to: file.path, precision: .bfloat16)
        #expect(try StateDictionary(path: file.path)["a"]?.elements() == upperHalves)
    }

    @Test(arguments: [ScalarType.float16, .bfloat16]) func keepsHalfPrecisionIfAsked(
        type: ScalarType
    ) throws {
        try StateDictionary([("a", floats([1, 2]).converted(to: type))]).write(to: file.path)
        #expect(try StateDictionary(path: file.path)["a"]?.scalarType == .float32)
        let kept = try StateDictionary(path: file.path, keepsHalfPrecision: true)
        #expect(kept["a"]?.scalarType == type)
    }

    @Test func keepsIntegers() throws {
        let state = try StateDictionary([("a", Tensor([Int64.max, 3], shape: [2]))])
        try state.write(to: file.path, precision: .bfloat16)
        #expect(try StateDictionary(path: file.path)["a"]?.elements() == [Int64.max, 3])
    }
}
