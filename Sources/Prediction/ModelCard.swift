import Datasets
import Files
import Foundation
import Graphs
import ModelFiles
import ONNXFiles
import Sparsity
import TensorFiles

/// A network and what its file says of the examples it takes.
struct ModelCard {
    /// What a network is shown.
    enum Input {
        case images(ImageInput)
        case text(TextInput)
        case arrays
    }

    /// The part of a model's description that is needed here.
    private struct Description: Decodable {
        struct Input: Decodable {
            let images: ImageInput?
            let text: TextInput?
        }

        let classNames: [String]
        let input: Input
    }

    let graph: Graph
    /// The names of the classes, and what the examples are; `nil` where the file says nothing.
    let facts: (classNames: [String], input: Input)?

    /// Reads an ONNX file, or a model that carries its graph.
    init(path: String) throws {
        let metadata: [String: String]
        if path.hasEnding(".onnx") {
            graph = try ONNXFile(path: path).graph
            metadata = graph.metadata
        } else {
            let file = try openTensorFile(at: path)
            graph = try ModelGraph.read(file, path: path)
            metadata = file.metadata
        }
        facts = metadata[SparsityPromise.modelKey].flatMap { text in
            guard let found = try? JSONDecoder().decode(Description.self, from: Data(text.utf8))
            else { return nil }
            if let images = found.input.images, images.isComplete {
                return (found.classNames, .images(images))
            }
            return (found.classNames, found.input.text.map { .text($0) } ?? .arrays)
        }
    }
}

extension ImageInput {
    /// Whether there are sizes of three axes, and a mean and a deviation for each channel, and the square
    /// fits into what it is cut out of.
    fileprivate var isComplete: Bool {
        shape.count == 3 && shape.allSatisfy { $0 >= 1 } && [1, 3].contains(shape[0])
            && mean.count == shape[0] && deviation.count == shape[0]
            && deviation.allSatisfy { $0 > 0 && $0.isFinite }
            && resizedSide.map { $0 >= shape[1] && $0 <= 1 << 16 } ?? true
    }
}
