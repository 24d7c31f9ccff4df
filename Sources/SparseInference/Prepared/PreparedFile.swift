import Files
import Foundation
public import Graphs
public import InferenceKernels
import ModelFiles
import ONNXFiles
import TensorFiles

/// A file of a prepared network, opened and checked.
///
/// ``PreparedNetwork`` writes such files.
public struct PreparedFile: Sendable {
    /// Where the file was opened.
    public let path: String
    /// What the file says besides, such as where the model comes from.
    public let metadata: [String: String]
    /// The instructions that the weights are laid out for.
    public let instructionSet: InstructionSet
    /// The inputs of a call, with their sizes.
    public let inputs: [Graph.Input]

    /// The graph; weights that stand in products alone are inputs.
    let graph: Graph
    let products: StoredProducts

    private let selection: InferenceOptions.Selection

    /// Opens a file, if it is one of a prepared network.
    ///
    /// - Parameter path: The file.
    /// - Returns: The file; nil where there is none, or another one.
    /// - Throws: ``InferenceError/damagedPreparation(path:problem:)`` for a file that says that it is one, and
    ///   cannot be run.
    public static func recognized(at path: String) throws -> PreparedFile? {
        guard let file = try? SafetensorsFile(path: path),
            file.metadata[ModelGraph.preparedKey] != nil
        else { return nil }
        return try reporting(path) { try PreparedFile(file) }
    }

    private init(_ file: SafetensorsFile) throws {
        let table = try Self.table(of: file)
        guard let set = InstructionSet(rawValue: table.instructionSet),
            let selection = InferenceOptions.Selection(rawValue: table.selection)
        else {
            throw DamageProblem(
                "it was made for '\(table.instructionSet)', '\(table.selection)', which this program "
                    + "does not know")
        }
        guard 1...4096 ~= table.threads else {
            throw DamageProblem("it is made for \(table.threads) threads")
        }
        let graph = try Self.graph(of: file, without: Set(table.inputs))
        let inputs = Set(table.inputs)
        let known = Set(table.products.map(\.weight))
        var shapes: [String: [Int]] = [:]
        for input in graph.inputs where !inputs.contains(input.name) {
            let shape = input.type.shape.compactMap(\.value)
            guard known.contains(input.name), input.type.elementType == .float32,
                shape.count == input.type.shape.count, shape.count >= 2, Self.isMatrix(shape)
            else { throw DamageProblem("it has no weights for \(input.name.quotedOnOneLine)") }
            shapes[input.name] = shape
        }
        products = StoredProducts(
            table, shapes: shapes, try StoredPools(file).products(table.products))
        path = file.path
        metadata = file.metadata.filter {
            ![ModelGraph.preparedKey, PreparedTable.graphKey].contains($0.key)
        }
        instructionSet = set
        self.selection = selection
        self.graph = graph
        self.inputs = graph.inputs.filter { inputs.contains($0.name) }
    }

    /// The graph with the tensors of the file, but for the pools.
    private static func graph(
        of file: SafetensorsFile, without inputs: Set<String>
    ) throws -> Graph {
        let key = PreparedTable.graphKey
        guard let text = file.metadata[key],
            let structure = try GraphRecord.structure(in: [GraphRecord.key: text], path: key)
        else { throw DamageProblem("it has no '\(key)'") }
        let pools = Set(PreparedPool.allCases.map(\.rawValue) + [PreparedPool.padding.name])
        var tensors: [String: TensorData] = [:]
        for entry in file.entries where !pools.contains(entry.name) {
            guard let type = ElementType(entry.dtype), !inputs.contains(entry.name) else {
                throw DamageProblem(
                    "it should not have \(entry.name.quotedOnOneLine) of type "
                        + entry.dtype.rawValue)
            }
            let place = file.place(of: entry)
            tensors[entry.name] = try TensorData(
                type, shape: entry.shape, file: place.file, range: place.range)
        }
        return try structure.filled(with: tensors)
    }

    /// Whether the elements can be counted.
    private static func isMatrix(_ shape: [Int]) -> Bool {
        shape.allSatisfy { 1...1 << 31 ~= $0 } && shape.reduce(1.0) { $0 * Double($1) } < 0x1p40
    }

    private static func table(of file: SafetensorsFile) throws -> PreparedTable {
        let bytes = Data((file.metadata[ModelGraph.preparedKey] ?? "").utf8)
        do {
            let version = try JSONDecoder().decode(PreparedTable.Version.self, from: bytes).version
            guard version == PreparedTable.currentVersion else {
                throw DamageProblem(
                    "it has version \(version) of the format, and this program knows version "
                        + "\(PreparedTable.currentVersion)")
            }
            return try JSONDecoder().decode(PreparedTable.self, from: bytes)
        } catch is DecodingError {
            throw DamageProblem("its '\(ModelGraph.preparedKey)' cannot be read")
        }
    }

    /// Says of an error of the graph in which file it is.
    private static func reporting<Value>(_ path: String, _ body: () throws -> Value) throws -> Value
    {
        do {
            return try body()
        } catch let error as InferenceError {
            throw error
        } catch {
            throw InferenceError.damagedPreparation(path: path, problem: "\(error)")
        }
    }

    /// Calls `body`, and says of an error of the graph that it is in this file.
    func reporting<Value>(_ body: () throws -> Value) throws -> Value {
        try Self.reporting(path, body)
    }

    /// How the network is run: as the file says, with the threads that are asked for.
    ///
    /// - Throws: ``InferenceError/preparedOtherwise(path:problem:)`` for other sizes than the file has, and
    ///   for instructions that the processor does not have.
    func options(_ asked: InferenceOptions) throws(InferenceError) -> InferenceOptions {
        for (name, size) in asked.sizes.sorted(by: { $0.key < $1.key }) {
            guard let own = products.table.sizes[name], own != size else { continue }
            throw .preparedOtherwise(
                path: path, problem: "\(name) = \(own), and \(size) is asked for")
        }
        guard instructionSet.isSupported else {
            throw .preparedOtherwise(
                path: path,
                problem:
                    "the instructions \(instructionSet.rawValue), which this processor does not have"
            )
        }
        var options = asked
        options.instructionSet = instructionSet
        options.selection = selection
        options.sizes = products.table.sizes
        options.costs = products.table.costs
        return options
    }
}

/// What is wrong with a file, as the end of a sentence.
private struct DamageProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
