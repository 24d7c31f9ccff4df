import Foundation
import Graphs
import ONNXFiles

/// The small files of Scripts/golden/onnx_files.py and what onnxruntime computes from them.
struct GoldenCase: Decodable, CustomStringConvertible, Sendable {
    struct Value: Decodable, Sendable {
        let name: String
        let shape: [Int]
        let numbers: [Double]
    }
    let file: String
    let inputs: [Value]
    let outputs: [Value]

    var description: String { file }
    var path: String { Self.folder + "/\(file).onnx" }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"
    static let all: [GoldenCase] = {
        let data = FileManager.default.contents(atPath: folder + "/values.json") ?? Data()
        return (try? JSONDecoder().decode([GoldenCase].self, from: data)) ?? []
    }()

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
