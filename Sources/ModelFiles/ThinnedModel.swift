import Foundation
import Graphs
import ONNXFiles
import Sparsity
import TensorFiles

/// A model with a smaller network: its tensors, its graph, and what it says of itself.
struct ThinnedModel {
    private let graph: Graph
    /// The weights that are tensors of the file, in the order of the graph.
    private let names: [String]
    private let metadata: [String: String]
    /// The types in which the tensors were stored.
    private let types: [String: StoredType]

    /// Takes the thinned graph of the network in a file.
    init(_ graph: Graph, of file: some TensorFile) throws {
        self.graph = graph
        let types = Dictionary(file.entries.map { ($0.name, $0.dtype) }) { first, _ in first }
        self.types = types
        let structure = try GraphRecord.structure(in: file.metadata, path: file.path)
        let constants = Set((structure?.weights ?? [:]).keys)
        var seen: Set<String> = []
        // What thinning adds, such as biases, is a tensor too; constants stay in the graph.
        names = graph.nodes.flatMap(\.inputs).compactMap { $0 }.filter { name in
            guard let weight = graph.weights[name], seen.insert(name).inserted else { return false }
            let isNew = !constants.contains(name) && weight.elementType.isFloatingPoint
            return types[name] != nil || isNew && !weight.shape.isEmpty
        }
        var metadata = file.metadata
        metadata[GraphRecord.key] = try GraphRecord.text(of: graph.structure(without: names))
        try Self.describe(&metadata, file, graph)
        self.metadata = metadata
    }

    /// Writes the file, whole or not at all.
    func write(to path: String) throws {
        var writer = SafetensorsWriter(metadata: metadata)
        for name in names {
            guard let weight = graph.weights[name] else { continue }
            let type = types[name].flatMap { ElementType($0) } ?? weight.elementType
            let data =
                type == weight.elementType
                ? weight : try TensorData(type, numbers: weight.numbers, shape: weight.shape)
            try writer.add(name, dtype: type.stored, shape: data.shape) { append in
                try data.withUnsafeBytes { bytes in try append(bytes) }
            }
        }
        try writer.write(to: path)
    }

    /// Says that the network is a thinned one, and promises the zeros that are left.
    private static func describe(
        _ metadata: inout [String: String], _ file: some TensorFile, _ graph: Graph
    ) throws {
        guard let text = metadata[SparsityPromise.modelKey],
            var model = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        else { return }
        let network = model["network"] as? String ?? ""
        if !network.hasSuffix(suffix) { model["network"] = network + suffix }
        if var promise = try SparsityPromise.read(file.metadata, path: file.path) {
            let shapes = Dictionary(file.entries.map { ($0.name, $0.shape) }) { first, _ in first }
            promise.zeroCounts = promise.zeroCounts.filter { name, _ in
                graph.weights[name]?.shape == shapes[name]
            }
            promise.channelAxes = promise.channelAxes?.filter { promise.zeroCounts[$0.key] != nil }
            let data = Data(try promise.json.utf8)
            model["promise"] =
                promise.zeroCounts.isEmpty ? nil : try JSONSerialization.jsonObject(with: data)
        }
        let written = try JSONSerialization.data(
            withJSONObject: model, options: [.sortedKeys, .withoutEscapingSlashes])
        metadata[SparsityPromise.modelKey] = String(decoding: written, as: UTF8.self)
    }

    /// What the name of a thinned network ends with, so that it is not taken for the whole one.
    private static let suffix = "-thinned"
}
