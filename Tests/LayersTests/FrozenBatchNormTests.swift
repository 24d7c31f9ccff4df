import Layers
import Tensors
import Testing

@Suite struct FrozenBatchNormTests {
    private func norm() throws -> BatchNorm2D {
        try BatchNorm2D(
            scale: Tensor([2, -1] as [Float], shape: [2]),
            shift: Tensor([0.5, 1] as [Float], shape: [2]),
            mean: Tensor([3, -2] as [Float], shape: [2]),
            variance: Tensor([4, 0.25] as [Float], shape: [2]),
            names: ["γ", "β", "mean", "variance"], momentum: 0.1, epsilon: 0)
    }

    private func input() throws -> Tensor {
        try Tensor([1, 5, 3, 0, -2, -1.5, 0, 4] as [Float], shape: [2, 2, 2, 1])
    }

    /// The batch has other statistics than the layer, and they change nothing.
    @Test func trainsWithItsRunningStatistics() throws {
        let (frozen, evaluated) = (try norm(), try norm())
        frozen.isFrozen = true
        evaluated.isTraining = false
        let outputs: [Float] = try frozen(input()).elements()
        #expect(outputs == [-1.5, 2.5, -9, -3, -4.5, -4, -3, -11])
        #expect(try evaluated(input()).elements() == outputs)
        #expect(try frozen.runningMean.tensor.elements() == [3, -2] as [Float])
        #expect(try frozen.runningVariance.tensor.elements() == [4, 0.25] as [Float])
    }

    /// γ learns from Σ x̂, β from the number of values, the input from γ / σ.
    @Test func scaleAndShiftLearn() throws {
        let norm = try norm()
        norm.isFrozen = true
        let input = try input()
        try input.setRequiresGradient(true)
        try norm(input).sum().backward()
        #expect(try norm.weight.tensor.gradient?.elements() == [-4.75, 30] as [Float])
        #expect(try norm.bias.tensor.gradient?.elements() == [4, 4] as [Float])
        #expect(try input.gradient?.elements() == [1, 1, -2, -2, 1, 1, -2, -2] as [Float])
    }

    @Test func oneValuePerChannelIsEnough() throws {
        let norm = try norm()
        norm.isFrozen = true
        #expect(try norm(Tensor.zeros([1, 2, 1, 1])).elements() == [-2.5, -3] as [Float])
    }
}
