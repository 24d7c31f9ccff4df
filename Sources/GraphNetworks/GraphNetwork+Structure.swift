public import Graphs
import Layers

extension GraphNetwork {
    /// The graph without the weights that the network holds.
    public var structure: Graph {
        graph.structure(without: namedParameters.map(\.path) + namedBuffers.map(\.path))
    }

    /// Makes a network of its ``structure``; its weights are zeros until others are loaded.
    ///
    /// - Parameters:
    ///   - structure: The structure.
    ///   - names: The weights that it gets.
    ///   - givesLogits: As in ``init(_:givesLogits:)``.
    /// - Throws: `GraphError` if the structure is not valid with these.
    public convenience init(
        structure: Graph, weights names: Set<String>, givesLogits: Bool = false
    ) throws {
        var zeros: [String: TensorData] = [:]
        for input in structure.inputs where names.contains(input.name) {
            let shape = input.type.shape.compactMap(\.value)
            let count = shape.reduce(input.type.elementType.byteCount, *)
            zeros[input.name] = try TensorData(
                input.type.elementType, shape: shape, bytes: [UInt8](repeating: 0, count: count))
        }
        try self.init(
            structure.filled(with: zeros), holding: Set(zeros.keys), givesLogits: givesLogits)
    }
}
