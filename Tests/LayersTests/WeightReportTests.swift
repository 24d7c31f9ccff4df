import Layers
import Tensors
import TestSupport
import Testing

@Suite struct WeightReportTests {
    /// The state of a linear layer with two inputs, and what changes in it.
    private func state(
        _ changes: [String: Tensor] = [:], without missing: [String] = []
    ) throws -> StateDictionary {
        var tensors: [String: Tensor] = [
            "weight": try floats([1, 2, 3, 4], [2, 2]), "bias": try floats([5, 6]),
        ]
        for (name, tensor) in changes { tensors[name] = tensor }
        for name in missing { tensors[name] = nil }
        return StateDictionary(tensors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    @Test func saysThatEverythingWasLoaded() throws {
        let report = try Linear(2, 2).load(state())
        #expect(report.loaded == ["weight", "bias"])
        #expect(report.missing.isEmpty && report.unexpected.isEmpty && report.wrongShape.isEmpty)
        #expect(report.converted.isEmpty)
        #expect(report.description == "2 tensors loaded")
    }

    @Test func namesWhatWasConverted() throws {
        let linear = try Linear(2, 2)
        let report = try linear.load(
            state(["bias": Tensor([0.5, 1.5], shape: [2]).converted(to: .float16)]))
        #expect(report.converted == ["bias"] && report.loaded == ["weight", "bias"])
        #expect(try linear.bias?.tensor.elements() == [Float(0.5), 1.5])
    }

    @Test func leavesAClassifierOfOtherClassesAsItWas() throws {
        let linear = try Linear(2, 2)
        let before: [Float] = try linear.weight.tensor.elements()
        let other = try state(["weight": Tensor.zeros([3, 2]), "extra": Tensor.zeros([1])])
        #expect(throws: LayerError.self) { try linear.load(other) }
        #expect(throws: LayerError.self) { try linear.load(other, allowing: .wrongShape) }
        #expect(throws: LayerError.self) { try linear.load(other, allowing: .unexpected) }
        let report = try linear.load(other, allowing: [.wrongShape, .unexpected])
        #expect(report.loaded == ["bias"] && report.unexpected == ["extra"])
        #expect(report.wrongShape.map(\.name) == ["weight"])
        #expect(
            report.description
                == "1 tensors loaded; 1 unexpected (extra); 1 of another shape or type "
                + "(weight float32 [3, 2], needed float32 [2, 2])")
        #expect(try linear.weight.tensor.elements() == before)
        #expect(try linear.bias?.tensor.elements() == [Float(5), 6])
    }

    @Test func leavesIntegersOutOfFloatingPointWeights() throws {
        let linear = try Linear(2, 2)
        let integers = try state(["bias": Tensor.zeros([2], type: .int64)])
        let report = try linear.load(integers, allowing: .wrongShape)
        #expect(report.wrongShape.map(\.found) == ["int64 [2]"])
        #expect(report.wrongShape.map(\.needed) == ["float32 [2]"])
    }

    @Test func letsTensorsBeMissing() throws {
        let partial = try state(without: ["bias"])
        #expect(throws: LayerError.self) {
            try Linear(2, 2).load(partial, allowing: [.wrongShape, .unexpected])
        }
        #expect(try Linear(2, 2).load(partial, allowing: .missing).missing == ["bias"])
    }

    @Test func letsOldFilesLackTheCountsOfBatches() throws {
        let norm = try BatchNorm2D(1)
        var state = try norm.stateDictionary()
        state.tensors.removeAll { $0.name == "num_batches_tracked" }
        #expect(throws: LayerError.self) { try norm.load(state) }
        let report = try norm.load(state, allowing: .missingBatchCounts)
        #expect(report.missing == ["num_batches_tracked"] && report.loaded.count == 4)
        state.tensors.removeLast()
        #expect(throws: LayerError.self) { try norm.load(state, allowing: .missingBatchCounts) }
    }

    @Test func refusesAStateOfWhichNothingFits() throws {
        let other = try StateDictionary([("module.weight", floats([1, 2, 3, 4], [2, 2]))])
        let all: LoadTolerance = [.missing, .unexpected, .wrongShape]
        #expect(
            message { try Linear(2, 2).load(other, from: "'a.pth'", allowing: all) }
                == "'a.pth' does not fit the network: 2 missing (weight, bias); "
                + "1 unexpected (module.weight)")
    }
}
