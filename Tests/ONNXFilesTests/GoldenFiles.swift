import Graphs
import TestSupport

extension GoldenCase {
    /// The largest difference of what a graph computes from what onnxruntime does.
    func difference(of graph: Graph) throws -> Double {
        var tensors: [String: Tensor] = [:]
        for value in inputs { tensors[value.name] = Tensor(.float32, value.shape, value.numbers) }
        let results = try ReferenceEvaluator(graph).run(tensors)
        return outputs.map { wanted in
            guard let result = results[wanted.name], result.shape == wanted.shape else {
                return .infinity
            }
            return zip(result.numbers, wanted.numbers).map { abs($0 - $1) }.max() ?? 0
        }.max() ?? .infinity
    }
}
