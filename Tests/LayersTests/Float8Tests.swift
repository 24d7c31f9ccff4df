import Foundation
import Layers
import TensorFiles
import Tensors
import Testing

/// The files are those that `Scripts/golden/float8.py` writes with PyTorch 2.13.
@Suite struct Float8Tests {
    private func golden(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name)").path
    }

    @Test(arguments: ["float8.pth", "float8-legacy.pth", "float8.safetensors"])
    func everyNumberIsTheOneOfPyTorch(name: String) throws {
        let expected = try StateDictionary(path: golden("float8-values.safetensors"))
        let state = try StateDictionary(path: golden(name))
        #expect(state.tensors.map(\.name).sorted() == ["cut", "e4m3", "e5m2", "transposed"])
        for (name, tensor) in state.tensors {
            let other = try #require(expected[name])
            #expect(tensor.shape == other.shape && tensor.scalarType == .float32)
            let (found, wanted) = (
                try tensor.elements() as [Float], try other.elements() as [Float]
            )
            for (index, (x, y)) in zip(found, wanted).enumerated() {
                let isSame = x.isNaN ? y.isNaN : x.bitPattern == y.bitPattern
                #expect(isSame, "\(name) \(index): \(x), \(y)")
            }
        }
    }

    @Test(arguments: ["float8.pth", "float8-legacy.pth", "float8.safetensors"])
    func zerosAndNumbersThatAreNotFiniteAreCounted(name: String) throws {
        let file = try openTensorFile(at: golden(name))
        let report = try SparsityReport(of: file)
        // +0 and −0; both types have numbers that are not.
        for tensor in report.tensors where tensor.name != "cut" {
            #expect(tensor.zeroCount == 2 && !tensor.isFinite, "\(tensor.name)")
        }
        let cut = try #require(report.tensors.first { $0.name == "cut" })
        #expect(cut.zeroCount == 0 && cut.isFinite && cut.shape == [2, 15])
    }
}
