import Datasets
import Graphs

extension Graph {
    /// The names and types of the inputs, as errors show them.
    var inputsText: String {
        inputs.map { "'\($0.name)' of the type \($0.type)" }.joined(separator: ", ")
    }

    /// Whether the outputs are shares that add up to 1.
    var endsWithSoftmax: Bool {
        guard let node = nodes.last(where: { $0.outputs.contains(outputs.first ?? "") }) else {
            return false
        }
        if case .softmax = node.operation { return true }
        return false
    }

    /// The numbers that the network gives for an example.
    ///
    /// - Throws: ``ClassifierError/unfitOutput(path:found:allowed:)`` unless there is one output of
    ///   known size, and `GraphError` for a graph that is not valid.
    func classCount(path: String) throws -> Int {
        guard outputs.count == 1 else {
            throw ClassifierError.unfitOutput(
                path: path, found: "\(outputs.count) outputs", allowed: "one")
        }
        let type = try types()[outputs[0]]
        let sizes = type?.shape.dropFirst().map(\.value) ?? []
        guard sizes.count(where: { $0 != 1 }) <= 1, let size = sizes.first(where: { $0 != 1 }) ?? 1
        else {
            throw ClassifierError.unfitOutput(
                path: path, found: type.map { "\($0)" } ?? "nothing",
                allowed: "a number for each class")
        }
        return size
    }

    /// The network of an ONNX file that says nothing of its input, if that is a photograph.
    ///
    /// - Parameters:
    ///   - normalization: That of the images; ImageNet's where nothing is said.
    ///   - path: What errors call the file.
    /// - Returns: The network with the channels in front, and what it takes.
    /// - Throws: ``ClassifierError/unknownInput(path:inputs:)``.
    func takingPhotographs(
        _ normalization: Normalization?, path: String
    ) throws -> (graph: Graph, input: ImageInput) {
        for channelCount in [3, 1] {
            let graph = takingChannelsFirst(channelCount: channelCount)
            guard graph.inputs.count == 1, case let shape = graph.inputs[0].type.shape,
                shape.count == 4, shape[1] == .known(channelCount),
                graph.inputs[0].type.elementType == .float32
            else { continue }
            let sides = shape[2...].map { $0.value ?? 224 }
            let normalization =
                normalization
                ?? Normalization.imageNet.converted(toChannels: channelCount)
            guard normalization.mean.count == channelCount,
                normalization.deviation.count == channelCount
            else {
                throw ClassifierError.unfitExample(
                    found: "a mean for each of \(normalization.mean.count) channels",
                    allowed: "images of \(channelCount)", path: path)
            }
            var bound = graph
            bound.inputs[0].type.shape = [shape[0]] + sides.map { .known($0) }
            bound.inputs[0].type.shape.insert(.known(channelCount), at: 1)
            return (
                bound,
                ImageInput(
                    shape: [channelCount] + sides, mean: normalization.mean,
                    deviation: normalization.deviation)
            )
        }
        throw ClassifierError.unknownInput(path: path, inputs: inputsText)
    }
}

extension ImageInput {
    /// The images in a few words.
    var text: String { "images " + shape.map(String.init).joined(separator: " × ") }
}
