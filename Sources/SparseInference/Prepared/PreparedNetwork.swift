import Files
import Foundation
public import Graphs
import InferenceKernels
import ModelFiles
import ONNXFiles
import TensorFiles

/// A network prepared ahead of time: its file has the weights as kernels read them, without their zeros.
///
/// ``InferenceModel/init(_:options:)-(String,_)`` runs the file where it lies: nothing is searched for zeros, sorted
/// or copied, and processes that run the same file share its memory. It belongs to the sizes, the instructions and
/// the version of the program it was written for. `docs/prepared.md` describes the format.
public struct PreparedNetwork {
    /// The network, as it was prepared.
    public let model: InferenceModel

    private let graph: Graph
    private let metadata: [String: String]
    private let table: PreparedTable
    private let parts: [Part]
    /// The weights that stand in products alone.
    private let laidOut: Set<String>

    /// What pools have of a product.
    private struct Part {
        let places: [Int32]
        let matrices: [SparseMatrix]
        let vector: Memory<Float>?
    }

    /// Prepares a network.
    ///
    /// - Parameters:
    ///   - graph: The network.
    ///   - options: How it is prepared. ``InferenceOptions/threads`` says how finely work is divided; any
    ///     number may run the file.
    ///   - metadata: What the file says besides, such as where the model comes from.
    /// - Throws: As ``InferenceModel/init(_:options:)-(Graph,_)``.
    public init(
        _ graph: Graph, options: InferenceOptions = InferenceOptions(),
        metadata: [String: String] = [:]
    ) throws {
        let symbols = graph.inputs.flatMap(\.type.shape).compactMap { size in
            if case .symbol(let name) = size { name } else { nil }
        }
        let compiler = try InferenceModel.compiler(graph, options, isForFile: true)
        let model = try InferenceModel(compiler)
        var (entries, parts): ([PreparedTable.Product], [Part]) = ([], [])
        for product in compiler.products {
            let step = model.steps[product.step]
            guard let weights = step.laidOutWeights,
                let tensor = compiler.facts.graph.weights[product.tensor], tensor.elementCount > 0
            else { continue }
            let (entry, part) = Self.product(product, tensor, step.layer, weights)
            entries.append(entry)
            parts.append(part)
        }
        let counts = Dictionary(grouping: entries, by: \.weight).mapValues(\.count)
        laidOut = Set(
            counts.keys.filter { name in
                let uses = compiler.facts.useCount(of: name)
                return !uses.isOutput && uses.nodes == counts[name]
            })
        table = PreparedTable(
            instructionSet: options.instructionSet.rawValue, selection: options.selection.rawValue,
            threads: options.threads,
            sizes: options.sizes.filter { symbols.contains($0.key) }, costs: compiler.costs,
            inputs: compiler.inputs.map(\.name), products: entries)
        self.model = model
        self.graph = compiler.facts.graph
        self.metadata = metadata
        self.parts = parts
    }

    private static func product(
        _ product: (step: Int, tensor: String, node: Node), _ tensor: TensorData,
        _ layer: LayerDescription, _ weights: LaidOutWeights
    ) -> (PreparedTable.Product, Part) {
        let count = tensor.elementCount
        let nonZeros = count - Int((layer.zeros ?? 0) * Double(count) + 0.5)
        switch weights {
        case .vector(let memory, let outputs):
            let entry = PreparedTable.Product(
                output: product.node.outputs[0], weight: product.tensor,
                format: PreparedTable.Product.vector, outputs: outputs,
                inputs: count / max(outputs, 1), nonZeros: nonZeros, readsPadding: false,
                groups: [PreparedTable.Counts(values: count)])
            return (entry, Part(places: [], matrices: [], vector: memory))
        case .product(let matrices, let format, let places):
            let outputs = matrices.reduce(0) { $0 + $1.outputCount }
            let inputs = count / max(outputs, 1)
            let entry = PreparedTable.Product(
                output: product.node.outputs[0], weight: product.tensor, format: format.name,
                outputs: outputs, inputs: inputs,
                nonZeros: nonZeros, readsPadding: places.areTaps, groups: matrices.map(\.counts)
            )
            return (
                entry,
                Part(
                    places: (0..<inputs).map { Int32(places[$0]) }, matrices: matrices, vector: nil)
            )
        }
    }

    /// Writes the file, whole or not at all.
    ///
    /// - Parameter path: Where it goes.
    /// - Throws: `FileError`, and what a graph throws that cannot be written.
    public func write(to path: String) throws {
        try writer().write(to: path)
    }

    private func writer() throws -> SafetensorsWriter {
        var metadata = metadata
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        metadata[ModelGraph.preparedKey] = String(
            decoding: try encoder.encode(table), as: UTF8.self)
        metadata[PreparedTable.graphKey] = try GraphRecord.text(
            of: graph.structure(without: graph.weights.keys))
        var writer = SafetensorsWriter(metadata: metadata)
        for (name, weight) in graph.weights where !laidOut.contains(name) {
            try writer.add(name, dtype: weight.elementType.stored, shape: weight.shape) { append in
                try weight.withUnsafeBytes(append)
            }
        }
        let matrices = parts.flatMap(\.matrices)
        let counts = table.products.flatMap(\.groups)
        func add(
            _ pool: PreparedPool, _ count: Int, _ type: StoredType = .int32,
            _ provider: @escaping SafetensorsWriter.BytesProvider
        ) throws {
            try writer.add(pool.rawValue, dtype: type, shape: [count], provider: provider)
        }
        try add(.values, counts.reduce(0) { $0 + $1.values }, .float32) { [parts] append in
            for part in parts {
                try part.vector?.withUnsafeBytes(append)
                for matrix in part.matrices { try matrix.values.withUnsafeBytes(append) }
            }
        }
        try add(.offsets, counts.reduce(0) { $0 + $1.offsets }) { append in
            for matrix in matrices { try matrix.offsets.withUnsafeBytes(append) }
        }
        try add(.rows, counts.reduce(0) { $0 + $1.rows }) { append in
            for matrix in matrices { try matrix.rows.withUnsafeBytes(append) }
        }
        try add(.runs, counts.reduce(0) { $0 + 2 * $1.runs }) { append in
            for matrix in matrices { try matrix.runs.withUnsafeBytes(append) }
        }
        try add(.blocks, counts.reduce(0) { $0 + 4 * $1.blocks }) { append in
            for matrix in matrices { try matrix.blockNumbers.withUnsafeBytes(append) }
        }
        try add(.places, parts.reduce(0) { $0 + $1.places.count }) { [parts] append in
            for part in parts { try part.places.withUnsafeBytes(append) }
        }
        let padding = PreparedPool.padding
        try writer.add(padding.name, dtype: .uint8, shape: [padding.byteCount]) { append in
            try [UInt8](repeating: 0, count: padding.byteCount).withUnsafeBytes(append)
        }
        return writer
    }
}

extension SparseMatrix {
    /// The numbers of what it has.
    fileprivate var counts: PreparedTable.Counts {
        PreparedTable.Counts(
            blocks: blocks.count, runs: runs.count, rows: rows.count, offsets: offsets.count,
            values: values.count)
    }

    /// Four numbers for each block.
    fileprivate var blockNumbers: [Int32] {
        blocks.flatMap { block in
            [block.firstRun, block.runCount, block.firstRow, block.firstOffset].map { Int32($0) }
        }
    }
}

extension Memory {
    fileprivate func withUnsafeBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try body(UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: count)))
    }
}
