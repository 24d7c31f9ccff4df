import Files
import Graphs
import ModelFiles
import ONNXFiles
import TensorFiles

/// The weights of an ONNX file as the tensors of any other file of weights.
///
/// Weights are floating-point numbers of more than one element that the network computes with; sizes,
/// bounds and other constants belong to its graph, which stands in the metadata as in the models that
/// `prune` writes.
struct ONNXWeights: TensorFile {
    /// One weight.
    struct Entry: StoredTensor {
        let name: String
        let dtype: StoredType
        let shape: [Int]
        var elementCount: Int { shape.reduce(1, *) }
        fileprivate let data: TensorData
    }

    let path: String
    let metadata: [String: String]
    /// The weights in the order in which the network uses them.
    let entries: [Entry]
    /// The network with its weights.
    let graph: Graph

    /// None: an ONNX file with other types is not read.
    var unusableTensors: [UnusableTensor] { [] }

    /// Reads the file at `path`.
    ///
    /// - Throws: As `ONNXFile`.
    init(path: String) throws {
        let graph = try ONNXFile(path: path).graph
        var seen: Set<String> = []
        var entries: [Entry] = []
        for node in graph.nodes where node.operation.usesWeights {
            for case let name? in node.inputs {
                guard let data = graph.weights[name], data.elementType.isFloatingPoint,
                    data.elementCount > 1, seen.insert(name).inserted
                else { continue }
                entries.append(
                    Entry(name: name, dtype: data.elementType.stored, shape: data.shape, data: data)
                )
            }
        }
        self.path = path
        self.graph = graph
        self.entries = entries
        metadata = try graph.metadata.merging([
            GraphRecord.key: GraphRecord.text(of: graph.structure(without: entries.map(\.name)))
        ]) { _, new in new }
    }

    func entry(_ name: String) throws -> Entry {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw GraphError.undefined(value: name, user: "the file '\(path)'")
        }
        return entry
    }

    func withUnsafeBytes<Result>(
        of entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try entry.data.withUnsafeBytes(body)
    }
}

extension Operation {
    /// Whether floating-point numbers are weights that the operation computes with, and not its scales
    /// or ranges.
    fileprivate var usesWeights: Bool {
        switch self {
        case .resize, .range, .pad, .oneHot: false
        default: true
        }
    }
}

/// Opens an ONNX file, or any other file of weights.
///
/// - Parameters:
///   - path: The file; an ONNX file by the end of its name.
///   - stateKey: As in `openTensorFile`.
/// - Returns: The open file.
/// - Throws: As ``ONNXWeights/init(path:)`` and `openTensorFile`.
func openModelFile(at path: String, stateKey: String? = nil) throws -> any TensorFile {
    guard path.hasEnding(".onnx") else { return try openTensorFile(at: path, stateKey: stateKey) }
    return try ONNXWeights(path: path)
}
