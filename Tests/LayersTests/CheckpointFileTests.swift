import Foundation
import Layers
import TensorFiles
import Tensors
import Testing

/// The files are those of `PyTorchFilesTests`.
@Suite struct CheckpointFileTests {
    private func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("PyTorchFilesTests/Golden/\(name).pth").path
    }

    @Test(arguments: ["zip", "legacy"]) func readsEveryType(name: String) throws {
        let state = try StateDictionary(path: path(name))
        #expect(
            state.tensors.prefix(10).map(\.tensor.scalarType) == [
                .float32, .float64, .float32, .float32, .int8, .int16, .int32, .int64, .uint8,
                .bool,
            ])
        #expect(try state["transposed"]?.elements() == [Float(0), 3, 1, 4, 2, 5])
        #expect(state["transposed"]?.shape == [3, 2] && state["empty"]?.shape == [0, 4])
        #expect(try state["f16"]?.elements() == [1.5, 0, 0x1p-24, Float.infinity])
        let kept = try StateDictionary(path: path(name), keepsHalfPrecision: true)
        #expect(kept["f16"]?.scalarType == .float16 && kept["bf16"]?.scalarType == .bfloat16)
    }

    @Test(arguments: ["training", "training-legacy"]) func fitsANetwork(name: String) throws {
        let linear = try Linear(2, 3)
        let state = try StateDictionary(path: path(name))
        let report = try linear.load(state, allowing: .unexpected)
        #expect(report.loaded == ["weight", "bias"] && report.unexpected == ["count"])
        #expect(try linear.weight.tensor.elements() == [Float(0), 1, 2, 3, 4, 5])
        #expect(try StateDictionary(path: path(name), stateKey: "average")["weight"]?.shape == [1])
    }

    @Test func passesOnWhatIsWrong() {
        #expect(throws: PyTorchFileError.self) { try StateDictionary(path: path("command")) }
    }
}
