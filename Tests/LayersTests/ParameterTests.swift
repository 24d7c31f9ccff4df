import Layers
import Tensors
import Testing

@Suite struct ParameterTests {
    private func forwardDoubles(_ layer: some Layer, _ weight: Parameter, _ input: Tensor) throws {
        let plain: [Float] = try layer(input).elements()
        weight.transform = Scaling(2)
        #expect(try layer(input).elements() == plain.map { 2 * $0 })
        weight.transform = nil
        #expect(try layer(input).elements() == plain)
    }

    @Test func isTransformedBeforeEveryUse() throws {
        let linear = try Linear(3, 2, hasBias: false)
        try forwardDoubles(linear, linear.weight, floats([1, 2, 3], [1, 3]))
        let convolution = try Convolution2D(1, 2, size: 2, hasBias: false)
        try forwardDoubles(convolution, convolution.weight, floats([1, 2, 3, 4], [1, 1, 2, 2]))
        let norm = try BatchNorm2D(1)
        norm.setTraining(false)
        try forwardDoubles(norm, norm.weight, floats([1, 2], [2, 1, 1, 1]))
    }

    /// Multiplies with a matrix, which autocast would do in half precision.
    private final class Turning: WeightTransform {
        func callAsFunction(_ weight: Tensor) throws -> Tensor {
            try weight.matrixProduct(with: floats([0, 1, 1, 0], [2, 2]))
        }
    }

    @Test(arguments: [Autocast.bfloat16, .float16])
    func isTransformedInSinglePrecision(autocast: Autocast) throws {
        // A third has more digits than half precision.
        let parameter = try Parameter(floats([1, 1.0 / 3, 2, 3], [2, 2]))
        parameter.transform = Turning()
        let (effective, product) = try withAutocast(autocast) {
            let effective = try parameter.effective
            return (effective, try effective.matrixProduct(with: effective))
        }
        #expect(try effective.detached().elements() == [Float(1.0 / 3), 1, 3, 2])
        #expect(product.scalarType != .float32)
        try effective.sum().backward()
        #expect(try parameter.tensor.gradient?.elements() == [Float(1), 1, 1, 1])
    }

    @Test func isStoredAsItWas() throws {
        let parameter = try Parameter(floats([1, 2]))
        parameter.transform = Scaling(3)
        #expect(try parameter.effective.elements() == [Float(3), 6])
        #expect(try parameter.tensor.elements() == [Float(1), 2])
    }

    @Test func gathersTheGradientThroughItsTransform() throws {
        let parameter = try Parameter(floats([1, 2]))
        parameter.transform = Scaling(3)
        try parameter.effective.sum().backward()
        #expect(try parameter.tensor.gradient?.elements() == [Float(3), 3])
    }

    @Test func isTrained() throws {
        #expect(try Parameter(Tensor.zeros([2])).tensor.requiresGradient)
        let network = try SmallNetwork()
        #expect(network.namedParameters.allSatisfy { $0.parameter.tensor.requiresGradient })
        #expect(network.namedBuffers.allSatisfy { !$0.buffer.tensor.requiresGradient })
    }

    @Test func losesItsGradientWhenCleared() throws {
        let network = try SmallNetwork()
        try network(Tensor.randomNormal([2, 1, 5, 5])).sum().backward()
        func gradients() throws -> [Tensor?] {
            try network.namedParameters.map { try $0.parameter.tensor.gradient }
        }
        #expect(try gradients().allSatisfy { $0 != nil })
        try network.clearGradients()
        #expect(try gradients().allSatisfy { $0 == nil })
    }

    @Test(arguments: LibTorch.devices) func movesWithItsValues(device: Device) throws {
        let network = try SmallNetwork()
        func values() throws -> [[Float]] {
            try network.namedParameters.map { try $0.parameter.tensor.elements() }
        }
        let before = try values()
        try network.move(to: device)
        #expect(try values() == before)
        for named in network.namedParameters {
            #expect(named.parameter.tensor.device == device)
            #expect(named.parameter.tensor.requiresGradient)
        }
        #expect(network.namedBuffers.allSatisfy { $0.buffer.tensor.device == device })
        let input = try Tensor.randomNormal([2, 1, 5, 5], device: device)
        try network(input).sum().backward()
        #expect(try network.conv1.weight.tensor.gradient?.device == device)
    }

    @Test func convertsFloatingPointNumbers() throws {
        let network = try SmallNetwork()
        func values() throws -> [[Float]] {
            try network.namedParameters.map {
                try $0.parameter.tensor.converted(to: .float32).elements()
            }
        }
        let before = try values()
        try network.convert(to: .float64)
        #expect(try values() == before)
        for named in network.namedParameters {
            #expect(named.parameter.tensor.scalarType == .float64)
            #expect(named.parameter.tensor.requiresGradient)
        }
        #expect(
            network.namedBuffers.map(\.buffer.tensor.scalarType)
                == [.float64, .float64, .int64, .int64])
        let output = try network(Tensor.randomNormal([2, 1, 5, 5], type: .float64))
        #expect(output.scalarType == .float64)
    }
}
