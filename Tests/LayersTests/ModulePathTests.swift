import Layers
import Tensors
import Testing

@Suite struct ModulePathTests {
    @Test func areThoseOfPyTorch() throws {
        let network = try SmallNetwork()
        #expect(network.namedParameters.map(\.path) == SmallNetwork.parameterPaths)
        #expect(network.namedBuffers.map(\.path) == SmallNetwork.bufferPaths)
    }

    @Test func leadToTheParametersThemselves() throws {
        let network = try SmallNetwork()
        #expect(network.namedParameters.first?.parameter === network.conv1.weight)
        #expect(network.namedBuffers.first?.buffer === network.norm.runningMean)
    }

    @Test func numberTheLayersOfASequence() throws {
        let inner = try Sequential([ReLU(), Linear(2, 2)])
        let network = try Sequential([Linear(2, 2, hasBias: false), Flatten(), inner])
        #expect(network.namedParameters.map(\.path) == ["0.weight", "2.1.weight", "2.1.bias"])
    }

    @Test func startAtTheModuleAsked() throws {
        #expect(try Linear(2, 2).namedParameters.map(\.path) == ["weight", "bias"])
        #expect(ReLU().namedParameters.isEmpty && ReLU().namedBuffers.isEmpty)
    }

    @Test func beginWithTheSuperclass() throws {
        class Base: Module {
            let first: Parameter
            init() throws { first = try Parameter(Tensor.zeros([1])) }
        }
        final class Derived: Base {
            let second: Parameter
            override init() throws {
                second = try Parameter(Tensor.zeros([1]))
                try super.init()
            }
        }
        #expect(try Derived().namedParameters.map(\.path) == ["first", "second"])
    }

    @Test func leaveOutAnEmptyName() throws {
        final class Wrapper: Module {
            @Named var wrapped: Linear
            @Named var scales: [Parameter]
            init() throws {
                _wrapped = Named("", try Linear(2, 2))
                _scales = Named("s", [try Parameter(Tensor.zeros([1]))])
            }
        }
        #expect(try Wrapper().namedParameters.map(\.path) == ["s.0", "weight", "bias"])
    }

    @Test func tellTheKindOfEachParameter() throws {
        let kinds = try SmallNetwork().namedParameters.map(\.parameter.kind)
        #expect(
            kinds == [
                .convolution(groups: 1), .scale, .bias, .other, .other, .other, .linear, .bias,
                .linear, .linear, .bias,
            ])
        #expect(
            try Convolution2D(4, 4, size: 3, groups: 4).weight.kind == .convolution(groups: 4))
    }
}
