import Graphs
import SparseInference

/// ONNX files, prepared and run without LibTorch, free sizes being 2.
struct RuntimeTarget: FuzzTarget {
    /// The numbers in all values of a network; a larger one is valid, and not run.
    private static let largestCount = 1 << 22

    private let files: ONNXTarget
    var mutator: Mutator { files.mutator }

    init(in folder: String, repository: Repository) throws {
        files = try ONNXTarget(in: folder, repository: repository)
    }

    func read(_ input: [UInt8]) throws {
        let graph = try files.graph(input)
        var sizes: [String: Int] = [:]
        for case .symbol(let name) in graph.inputs.flatMap(\.type.shape) { sizes[name] = 2 }
        guard try isSmall(graph.binding(sizes)) else { return }
        let model = try InferenceModel(graph, options: InferenceOptions(sizes: sizes))
        _ = try model.predict(model.randomInputs())
    }

    private func isSmall(_ graph: Graph) throws -> Bool {
        var total = 0
        for type in try graph.types().values {
            var count = 1
            for size in type.shape.compactMap(\.value) {
                let product = count.multipliedReportingOverflow(by: max(size, 1))
                guard !product.overflow, product.partialValue <= Self.largestCount else {
                    return false
                }
                count = product.partialValue
            }
            total += count
        }
        return total <= Self.largestCount
    }
}
