import Layers
import Tensors
import TestSupport
import Testing

/// Batch norm with an addition and an activation, against LibTorch's operators one after another.
@Suite struct FusedBatchNormTests {
    /// LibTorch sums channels that are last in single precision.
    private static let tolerance = 2e-5

    private static let activations: [BatchNorm2D.Activation] = [.identity, .relu, .relu6]

    /// Where a number lies at a bound up to rounding, gradients differ.
    private let numbers = SeededNumbers(seed: 3)

    private func images(_ shape: [Int], _ format: MemoryFormat) throws -> Tensor {
        try numbers.tensor(shape).laidOut(format)
    }

    private func norm(_ channelCount: Int) throws -> BatchNorm2D {
        let norm = try BatchNorm2D(channelCount)
        try withoutGradients {
            try norm.weight.tensor.copy(from: numbers.tensor([channelCount]))
            try norm.bias.tensor.copy(from: numbers.tensor([channelCount]))
        }
        return norm
    }

    /// Another layer with the same values.
    private func copy(_ norm: BatchNorm2D) throws -> BatchNorm2D {
        let other = try BatchNorm2D(norm.weight.tensor.count)
        try withoutGradients {
            for (one, another) in zip(other.namedParameters, norm.namedParameters) {
                try one.parameter.tensor.copy(from: another.parameter.tensor)
            }
            for (one, another) in zip(other.namedBuffers, norm.namedBuffers) {
                try one.buffer.tensor.copy(from: another.buffer.tensor)
            }
        }
        return other
    }

    private func oneByOne(
        _ norm: BatchNorm2D, _ input: Tensor, _ residual: Tensor?,
        _ activation: BatchNorm2D.Activation
    ) throws -> Tensor {
        let normalized = try input.batchNorm(
            weight: norm.weight.tensor, bias: norm.bias.tensor,
            runningMean: norm.runningMean.tensor, runningVariance: norm.runningVariance.tensor,
            isTraining: norm.isTraining && !norm.isFrozen, momentum: 0.1, epsilon: norm.epsilon)
        let sum = try residual.map { try normalized + $0 } ?? normalized
        return switch activation {
        case .identity: sum
        case .relu: try sum.relu()
        case .relu6: try sum.relu6()
        }
    }

    /// A leaf of its own with the values of `tensor`.
    private func leaf(_ tensor: Tensor) throws -> Tensor {
        let leaf = try tensor.clone()
        try leaf.setRequiresGradient(true)
        return leaf
    }

    private func expectNear(_ found: Tensor?, _ wanted: Tensor?, _ what: String) throws {
        let (found, wanted) = (try #require(found), try #require(wanted))
        let error = try (found.detached() - wanted.detached()).magnitude().maximum().item()
        let size = try wanted.detached().magnitude().maximum().item()
        #expect(error <= Self.tolerance * max(size, 1), "\(what)")
    }

    /// Compares outputs, gradients and running statistics of both ways for the same batch.
    private func compare(
        _ norm: BatchNorm2D, _ input: Tensor, _ residual: Tensor?,
        _ activation: BatchNorm2D.Activation, _ what: String
    ) throws {
        let other = try copy(norm)
        (other.isTraining, other.isFrozen) = (norm.isTraining, norm.isFrozen)
        let inputs = (try leaf(input), try leaf(input))
        let residuals = (try residual.map(leaf), try residual.map(leaf))
        let found = try norm(inputs.0, adding: residuals.0, activation: activation)
        let wanted = try oneByOne(other, inputs.1, residuals.1, activation)
        try expectNear(found, wanted, "\(what): output")
        let gradient = try numbers.tensor(input.shape)
        try (found * gradient).sum().backward()
        try (wanted * gradient).sum().backward()
        try expectNear(inputs.0.gradient, inputs.1.gradient, "\(what): input")
        if let residuals = residuals.0.flatMap({ one in residuals.1.map { (one, $0) } }) {
            try expectNear(residuals.0.gradient, residuals.1.gradient, "\(what): residual")
        }
        for (one, another) in zip(norm.namedParameters, other.namedParameters) {
            try expectNear(
                one.parameter.tensor.gradient, another.parameter.tensor.gradient,
                "\(what): \(one.path)")
        }
        for (one, another) in zip(norm.namedBuffers, other.namedBuffers)
        where !one.path.hasSuffix("num_batches_tracked") {
            try expectNear(one.buffer.tensor, another.buffer.tensor, "\(what): \(one.path)")
        }
    }

    @Test(arguments: MemoryFormat.allCases, activations)
    func isWhatTheOperatorsCompute(
        format: MemoryFormat, activation: BatchNorm2D.Activation
    ) throws {
        for shape in [[5, 3, 9, 7], [4, 16, 6, 6], [2, 70, 1, 5], [6, 1, 8, 8], [9, 24, 1, 1]] {
            for hasResidual in [false, true] {
                let residual = try hasResidual ? images(shape, format) : nil
                try compare(
                    norm(shape[1]), images(shape, format), residual, activation,
                    "\(shape) \(hasResidual)")
            }
        }
    }

    /// Cases that the kernels do not cover.
    @Test(arguments: MemoryFormat.allCases)
    func otherCasesGoOneByOne(format: MemoryFormat) throws {
        let shape = [4, 6, 5, 8]
        let (input, residual) = (try images(shape, format), try images(shape, format))
        let wide = try images([4, 6, 5, 11], format)
        try compare(norm(6), wide.narrowed(3, to: 2..<10), residual, .relu, "gaps")
        try compare(norm(6), input.permuted([0, 1, 3, 2]), nil, .relu, "columns first")
        try compare(norm(6), input, images([1, 6, 1, 1], format), .relu, "broadcast")
        try compare(norm(6), numbers.tensor([7, 6]), nil, .relu6, "vectors")
        try compare(norm(6), numbers.tensor([7, 6, 5]), nil, .identity, "sequences")
        for change in [{ $0.isTraining = false }, { $0.isFrozen = true }]
            as [(BatchNorm2D) -> Void]
        {
            let norm = try norm(6)
            change(norm)
            try compare(norm, input, residual, .relu, "running statistics")
        }
        let other = try images(shape, format == .contiguous ? .channelsLast : .contiguous)
        try compare(norm(6), input, other, .relu, "another order")
    }

    @Test(arguments: MemoryFormat.allCases)
    func outputLiesAsTheInput(format: MemoryFormat) throws {
        let output = try norm(5)(images([2, 5, 4, 3], format), activation: .relu)
        let isLast = try output.detached().permuted([0, 2, 3, 1]).isContiguous
        #expect(isLast == (format == .channelsLast))
        #expect(output.isContiguous == (format == .contiguous))
    }

    /// Gradients are written over tensors that nothing else holds, and over no others.
    @Test(arguments: activations, [false, true])
    func leavesWhatOthersHold(activation: BatchNorm2D.Activation, hasResidual: Bool) throws {
        let base = try leaf(images([3, 4, 5, 5], .channelsLast))
        let input = try base * 2
        let residual = try hasResidual ? base * 3 : nil
        let gradient = try images([3, 4, 5, 5], .channelsLast)
        let held = try [input, gradient, residual].compactMap { try $0?.detached().clone() }
        let output = try norm(4)(input, adding: residual, activation: activation)
        let before = try output.detached().clone()
        try output.backward(gradient: gradient)
        for (tensor, copy) in zip([input, gradient, residual].compactMap(\.self), held) {
            #expect(try (tensor.detached() - copy).magnitude().maximum().item() == 0)
        }
        #expect(try (output.detached() - before).magnitude().maximum().item() == 0)
    }

    @Test func gradientsAreComputedOnce() throws {
        let output = try norm(2)(leaf(images([3, 2, 2, 2], .contiguous)), activation: .relu).sum()
        try output.backward()
        let text = message { try output.backward() }
        #expect(text?.contains("batch norm: its gradients have been computed before") == true)
    }

    /// Means of 1,000 cost three digits where they are subtracted after a product.
    @Test(arguments: MemoryFormat.allCases)
    func largeMeansCostNoDigits(format: MemoryFormat) throws {
        let input = try (numbers.tensor([8, 3, 16, 16]) + 1_000).laidOut(format)
        let norm = try norm(3)
        let found = try norm(input)
        let wanted = try input.converted(to: .float64).batchNorm(
            weight: norm.weight.tensor.converted(to: .float64),
            bias: norm.bias.tensor.converted(to: .float64), runningMean: nil,
            runningVariance: nil, isTraining: true, momentum: 0, epsilon: norm.epsilon)
        let error = try (found.converted(to: .float64) - wanted).magnitude().maximum().item()
        #expect(error < 4e-6)
    }

    @Test func statisticsAreFollowedWithoutGradients() throws {
        let (norm, input) = (try norm(3), try images([4, 3, 5, 5], .channelsLast))
        let other = try copy(norm)
        _ = try withoutGradients { try norm(input, activation: .relu) }
        _ = try oneByOne(other, input, nil, .relu)
        try expectNear(norm.runningMean.tensor, other.runningMean.tensor, "mean")
        try expectNear(norm.runningVariance.tensor, other.runningVariance.tensor, "variance")
    }

    /// Chains compute a batch norm with the ReLU behind it, and one at the end with what is added.
    @Test func chainsComputeWhatTheirLayersDo() throws {
        let norms = (try norm(4), try norm(4))
        let others = (try copy(norms.0), try copy(norms.1))
        let chain = Sequential([norms.0, ReLU6(), norms.1])
        let (input, residual) = (
            try images([3, 4, 6, 6], .channelsLast), try images([3, 4, 6, 6], .channelsLast)
        )
        let first = try oneByOne(others.0, input, nil, .relu6)
        try expectNear(
            chain(input, adding: residual), oneByOne(others.1, first, residual, .identity), "sum")
        #expect(chain.namedParameters.map(\.path) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    }
}
