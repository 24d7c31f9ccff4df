import Files
import Graphs
import SparseInference

/// What the script of the other engines is told, with the files that it reads.
struct EngineRequest: Encodable {
    /// A tensor whose elements stand in a file.
    struct Tensor: Encodable {
        let name: String
        let type: String
        let shape: [Int]
        let path: String

        init(_ name: String, _ data: TensorData, path: String) throws {
            self.name = name
            type = data.elementType.rawValue
            shape = data.shape
            self.path = path
            try data.withUnsafeBytes { try AtomicFile.write($0, to: path) }
        }
    }

    /// The module of the engine.
    var module = ""
    let model: String
    let threads: Int
    /// Where other files may be written.
    let folder: String
    let inputs: [Tensor]
    let outputs: [Tensor]

    /// Writes the inputs of a network, and what it computes from them.
    ///
    /// - Parameters:
    ///   - network: The network.
    ///   - tensors: Its inputs.
    ///   - model: The network as an ONNX file.
    ///   - folder: Where to write.
    /// - Throws: What writing files and computing throws.
    init(
        _ network: InferenceModel, _ tensors: [String: TensorData], model: String, folder: String
    ) throws {
        let results = try network.predict(tensors)
        self.model = model
        self.folder = folder
        threads = network.options.threads
        inputs = try network.inputs.enumerated().compactMap { index, input in
            try tensors[input.name].map {
                try Tensor(input.name, $0, path: "\(folder)/input-\(index)")
            }
        }
        outputs = try network.outputs.enumerated().compactMap { index, name in
            try results[name].map { try Tensor(name, $0, path: "\(folder)/output-\(index)") }
        }
    }
}
