import Files
public import Foundation
public import Graphs
import SwiftProtobuf

/// Writes graphs as ONNX files.
public struct ONNXWriter: Sendable {
    /// The version of the operators, 13 to 22.
    public var opset = 17
    /// Whether weights with many zeros are written as `sparse_initializer` where that is shorter.
    public var writesZerosSparsely = false
    /// From how many bytes of weights on these go to a file of their own, `NAME.onnx.data`; a
    /// protocol buffer message must be shorter than 2 GiB.
    public var externalDataThreshold = (1 << 31) - (1 << 24)

    /// Makes a writer for the default opset.
    public init() {}

    /// The versions of the operators that are written.
    public static let supportedOpsets = 13...22

    /// Writes a graph, whole or not at all.
    ///
    /// - Parameters:
    ///   - graph: The graph, with the names that the file gets.
    ///   - path: Where to write it.
    /// - Throws: `GraphError` if the graph is not valid, ``ONNXError/unsupported(path:problems:)`` if
    ///   the opset lacks an operator, or `FileError`.
    public func write(_ graph: Graph, to path: String) throws {
        let (message, weights) = try message(of: graph, for: path)
        try write(message, weights, graph.metadata, to: path)
    }

    /// The bytes of a file with a graph in it, weights included.
    ///
    /// - Parameters:
    ///   - graph: The graph; smaller than 2 GiB.
    ///   - place: What stands for a path in messages.
    /// - Returns: The file.
    /// - Throws: As ``write(_:to:)``.
    public func bytes(of graph: Graph, place: String) throws -> Data {
        var (message, weights) = try message(of: graph, for: place)
        message.initializers = weights.sorted { $0.key < $1.key }.map {
            Self.tensor($0.key, $0.value)
        }
        return try Self.model(message, graph.metadata, opset: opset)
    }

    private func message(
        of graph: Graph, for path: String
    ) throws -> (GraphMessage, [String: TensorData]) {
        let given = try graph.check()
        guard Self.supportedOpsets.contains(opset) else {
            let allowed = "\(Self.supportedOpsets.lowerBound) to \(Self.supportedOpsets.upperBound)"
            throw ONNXError.unsupported(
                path: path, problems: ["the opset \(opset) was asked for; \(allowed) are written"])
        }
        let graph = try graph.writtenOut(for: opset, types: given)
        let types = try graph.types()
        var nodes = NodeWriter(opset: opset, types: types)
        for node in graph.nodes { nodes.write(node) }
        if !nodes.problems.isEmpty {
            throw ONNXError.unsupported(path: path, problems: nodes.problems)
        }
        var message = GraphMessage()
        message.name = graph.name.isEmpty ? "graph" : graph.name
        message.nodes = nodes.messages
        message.inputs = graph.inputs.map { Self.value($0.name, $0.type) }
        message.outputs = graph.outputs.compactMap { name in
            types[name].map { Self.value(name, $0) }
        }
        return (message, graph.weights.merging(nodes.constants) { first, _ in first })
    }

    private func write(
        _ message: GraphMessage, _ weights: [String: TensorData], _ metadata: [String: String],
        to path: String
    ) throws {
        var message = message
        let isExternal = weights.values.reduce(0, { $0 + $1.byteCount }) >= externalDataThreshold
        let dataPath = path + ".data"
        var external: [TensorData] = []
        var offset = 0
        for (name, weight) in weights.sorted(by: { $0.key < $1.key }) {
            if writesZerosSparsely, let sparse = Self.sparse(name, weight) {
                message.sparseInitializers.append(sparse)
                continue
            }
            var tensor = Self.tensor(name, weight, withElements: !isExternal)
            if isExternal {
                let file = (dataPath as NSString).lastPathComponent
                tensor.dataLocation = 1
                let entries = [
                    ("location", file), ("offset", "\(offset)"), ("length", "\(weight.byteCount)"),
                ]
                tensor.externalData = entries.map { key, value in
                    var entry = StringEntryMessage()
                    (entry.key, entry.value) = (key, value)
                    return entry
                }
                external.append(weight)
                offset += weight.byteCount
            }
            message.initializers.append(tensor)
        }
        let model = try Self.model(message, metadata, opset: opset)
        if isExternal {
            try AtomicFile.write(to: dataPath) { file in
                for weight in external {
                    try weight.withUnsafeBytes { bytes in try file.append(bytes) }
                }
            }
        }
        try AtomicFile.write(model, to: path)
    }

    private static func model(
        _ graph: GraphMessage, _ metadata: [String: String], opset: Int
    ) throws -> Data {
        var model = ModelMessage()
        // Opset 13 to 14 came with version 7 of the format, 15 to 18 with 8, later ones with 9, 10.
        model.irVersion = opset < 15 ? 7 : opset < 19 ? 8 : opset < 21 ? 9 : 10
        model.producer = "pdp"
        var version = OperatorSetMessage()
        version.version = Int64(opset)
        model.operatorSets = [version]
        model.metadata = metadata.sorted { $0.key < $1.key }.map { key, value in
            var entry = StringEntryMessage()
            (entry.key, entry.value) = (key, value)
            return entry
        }
        model.graph = graph
        return try model.serializedBytes()
    }

    static func tensor(_ name: String, _ data: TensorData, withElements: Bool = true)
        -> TensorMessage
    {
        var tensor = TensorMessage()
        tensor.name = name
        tensor.dataType = data.elementType.onnx
        tensor.dimensions = data.shape.map { Int64($0) }
        if withElements { tensor.raw = data.withUnsafeBytes { Data($0) } }
        return tensor
    }

    private static func value(_ name: String, _ type: TensorType) -> ValueInfoMessage {
        var shape = ShapeMessage()
        shape.dimensions = type.shape.map { size in
            var dimension = ShapeDimensionMessage()
            switch size {
            case .known(let value): dimension.value = Int64(value)
            case .symbol(let name): dimension.parameter = name
            }
            return dimension
        }
        var tensor = TensorValueTypeMessage()
        (tensor.elementType, tensor.shape) = (type.elementType.onnx, shape)
        var valueType = ValueTypeMessage()
        valueType.tensor = tensor
        var info = ValueInfoMessage()
        (info.name, info.type) = (name, valueType)
        return info
    }

    /// The non-zero elements with their places, where they take fewer bytes; bits of −0 are kept.
    private static func sparse(_ name: String, _ data: TensorData) -> SparseTensorMessage? {
        guard data.elementType == .float32, !data.shape.isEmpty else { return nil }
        let words = data.withUnsafeBytes { bytes in
            (0..<data.elementCount).map {
                bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)
            }
        }
        let places = words.indices.filter { words[$0] != 0 }
        guard places.count * 12 < data.byteCount else { return nil }
        let values = places.map { Float(bitPattern: UInt32(littleEndian: words[$0])) }
        var sparse = SparseTensorMessage()
        sparse.dimensions = data.shape.map { Int64($0) }
        sparse.values = tensor(name, TensorData(floats: values))
        sparse.indices = tensor("", TensorData(integers: places))
        return sparse
    }
}
