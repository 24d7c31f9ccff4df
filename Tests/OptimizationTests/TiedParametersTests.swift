import Layers
import Optimization
import Tensors
import Testing

/// One parameter under two paths.
@Suite struct TiedParametersTests {
    @Test(arguments: ["sgd", "adamw"])
    func areSteppedOnce(kind: String) throws {
        let tied = try Parameter(Tensor([1, -2], shape: [2]))
        let single = try Parameter(Tensor([1, -2], shape: [2]))
        let paths = ["encoder.weight", "decoder.weight"]
        let ofTied = try optimizer(
            kind, paths.map { NamedParameter(path: $0, parameter: tied) })
        let ofSingle = try optimizer(
            kind, [NamedParameter(path: "encoder.weight", parameter: single)])
        for _ in 0..<2 {
            for parameter in [tied, single] {
                try parameter.tensor.setGradient(Tensor([3, 4], shape: [2]))
            }
            for optimizer in [ofTied, ofSingle] {
                try optimizer.clipGradients(toNorm: 1)
                try optimizer.step(learningRate: 0.1)
            }
        }
        #expect(ofTied.parameters.map(\.path) == ["encoder.weight"])
        #expect(try tied.tensor.elements() as [Double] == single.tensor.elements())
        #expect(try tied.tensor.elements() as [Double] != [1, -2])
    }

    private func optimizer(
        _ kind: String, _ parameters: [NamedParameter]
    ) throws -> any Optimizer {
        try kind == "sgd" ? SGD(parameters, weightDecay: 0.1) : AdamW(parameters)
    }
}
