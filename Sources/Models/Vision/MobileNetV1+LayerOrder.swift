public import Layers
import Tensors

extension MobileNetV1 {
    /// Loads weights whose names say no more than the order of the layers, as those of converted
    /// networks do: `00_conv.weight`, `00_conv.bias`, `01_dw.weight`, …
    ///
    /// The layers of `state`, sorted by name, are those of the network, from the first to the last.
    /// A 1×1 convolution may stand for the linear layer. Where that has one output more than the
    /// network has classes, its first, which TensorFlow's networks have for the background, is left
    /// out.
    ///
    /// - Parameters:
    ///   - state: The weights and biases, and nothing else.
    ///   - place: Where the state comes from, for the error message, such as a quoted path.
    ///   - tolerance: What may differ.
    /// - Returns: What was loaded and what was not.
    /// - Throws: ``LayerError/stateMismatch(missing:unexpected:misshapen:place:)`` for other layers;
    ///   the network is then unchanged.
    @discardableResult
    public func loadInLayerOrder(
        _ state: StateDictionary, from place: String = "the state dictionary",
        allowing tolerance: LoadTolerance = []
    ) throws -> WeightReport {
        let parameters = namedParameters
        let given = Set(state.tensors.map { layer(of: $0.name) }).sorted()
        let own = parameters.filter { $0.path.hasSuffix(".weight") }.map { layer(of: $0.path) }
        let paths = Dictionary(uniqueKeysWithValues: zip(given, own))
        let shapes = Dictionary(
            uniqueKeysWithValues: parameters.map { ($0.path, $0.parameter.tensor.shape) })
        let renamed = try state.tensors.map { name, tensor in
            let stem = layer(of: name)
            let path = paths[stem].map { $0 + name.dropFirst(stem.count) } ?? name
            guard let shape = shapes[path] else { return (name: path, tensor: tensor) }
            return (name: path, tensor: try tensor.fitted(to: shape))
        }
        return try load(StateDictionary(renamed), from: place, allowing: tolerance)
    }

    /// The path of a layer, given that of one of its parameters.
    private func layer(of path: String) -> String {
        path.lastIndex(of: ".").map { String(path[..<$0]) } ?? path
    }
}

extension Tensor {
    /// Without the first output and without the axes of a 1×1 kernel, where `shape` has neither.
    fileprivate func fitted(to shape: [Int]) throws -> Tensor {
        var result = self
        if result.shape.first == shape[0] + 1 {
            result = try result.narrowed(0, to: 1..<shape[0] + 1)
        }
        return result.shape == shape + [1, 1] ? try result.reshaped(shape) : result
    }
}
