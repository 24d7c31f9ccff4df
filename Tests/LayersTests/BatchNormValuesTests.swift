import Layers
import Tensors
import Testing

@Suite struct BatchNormValuesTests {
    private final class Network: Layer {
        let first: BatchNorm2D
        let convolution: Convolution2D
        let second: BatchNorm2D

        init() throws {
            first = try BatchNorm2D(2)
            convolution = try Convolution2D(2, 3, size: 3, stride: 2)
            second = try BatchNorm2D(3)
        }

        func callAsFunction(_ input: Tensor) throws -> Tensor {
            try second(convolution(first(input)))
        }
    }

    @Test(arguments: [(3, "second"), (4, "second"), (5, nil), (9, nil)])
    func findsTheNormWithOneValue(size: Int, path: String?) throws {
        let network = try Network()
        let input = try Tensor.zeros([1, 2, size, size])
        let found = try network.firstBatchNormOfOneValue { _ = try network(input) }
        #expect(found?.path == path)
        #expect(found.map { $0.channelCount == 3 } ?? true)
    }

    @Test func findsTheFirstOfSeveral() throws {
        let network = try Network()
        let inputs = try [2, 3].map { try Tensor.zeros([1, $0, 1, 1]) }
        let found = try network.firstBatchNormOfOneValue {
            _ = try network.first(inputs[0])
            _ = try network.second(inputs[1])
        }
        #expect(found?.path == "first" && found?.channelCount == 2)
    }

    @Test func changesNothing() throws {
        let network = try Network()
        let state = try network.stateDictionary().tensors
        let before: [[Float]] = try state.map { try $0.tensor.converted(to: .float32).elements() }
        let input = try Tensor.full([1, 2, 5, 5], 1)
        _ = try network.firstBatchNormOfOneValue { _ = try network(input) }
        let after: [[Float]] = try network.stateDictionary().tensors.map {
            try $0.tensor.converted(to: .float32).elements()
        }
        #expect(before == after && network.first.isTraining)
    }
}
