import Graphs
import ONNXFiles
import SparseInference
import TestSupport
import Testing

@Suite struct InferredGoldenTests {
    @Test(arguments: GoldenCase.all)
    func computesWhatOnnxruntimeDoes(_ golden: GoldenCase) throws {
        let graph = try ONNXFile(path: golden.path).graph
        var sizes: [String: Int] = [:]
        var inputs: [String: TensorData] = [:]
        for input in graph.inputs {
            let value = try #require(golden.inputs.first { $0.name == input.name })
            for (size, number) in zip(input.type.shape, value.shape) {
                if case .symbol(let name) = size { sizes[name] = number }
            }
            inputs[input.name] =
                input.type.elementType.isFloatingPoint
                ? try TensorData(
                    input.type.elementType, numbers: value.numbers, shape: value.shape)
                : try TensorData(
                    input.type.elementType, integers: value.numbers.map { Int($0) },
                    shape: value.shape)
        }
        for set in instructionSets {
            let options = InferenceOptions(instructionSet: set, sizes: sizes)
            let found = try InferenceModel(graph, options: options).predict(inputs)
            for output in golden.outputs {
                let result = try #require(found[output.name])
                #expect(result.shape == output.shape)
                let scale = max(1, output.numbers.map(abs).max() ?? 0)
                for (number, expected) in zip(result.numbers, output.numbers)
                where number != expected && !(number.isNaN && expected.isNaN) {
                    #expect(abs(number - expected) <= 1e-5 * scale)
                }
            }
        }
    }
}
