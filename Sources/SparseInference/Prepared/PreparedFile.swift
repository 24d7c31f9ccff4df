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
    /// What the file says besides, such as the description of a model.
    public let metadata: [String: String]
    /// The instructions that the weights are laid out for.
    public let instructionSet: InstructionSet
    /// The inputs of a call, with their sizes.
    public let inputs: [Graph.Input]

    /// The graph; weights that stand in products alone are inputs.
    let graph: Graph
    let products: StoredProducts

    /// Opens a file, if it is one of a prepared network.
    ///
    /// - Parameter path: The file.
    /// - Returns: The file; nil for any other that is there.
    /// - Throws: As ``init(path:)``, for a file that says that it is one.
    public static func recognized(at path: String) throws -> PreparedFile? {
        guard let file = try? SafetensorsFile(path: path), file.metadata[PreparedTable.key] != nil
        else { return nil }
        return try PreparedFile(file)
    }

    /// Opens a file.
    ///
    /// - Parameter path: The file.
    /// - Throws: `FileError`, `SafetensorsError`, and
    ///   ``InferenceError/damagedPreparation(path:problem:)``.
    public init(path: String) throws { try self.init(SafetensorsFile(path: path)) }

    private init(_ file: SafetensorsFile) throws {
        path = file.path
        func damaged(_ problem: String) -> InferenceError {
            .damagedPreparation(path: file.path, problem: problem)
        }
        let table = try Self.table(of: file)
        guard let set = InstructionSet(rawValue: table.instructionSet) else {
            throw damaged("it names the unknown instructions '\(table.instructionSet)'")
        }
        guard 1...4096 ~= table.threads else {
            throw damaged("it is made for \(table.threads) threads")
        }
        guard let text = file.metadata[PreparedTable.graphKey],
            let structure = try GraphRecord.structure(
                in: [GraphRecord.key: text], path: file.path)
        else { throw damaged("it has no '\(PreparedTable.graphKey)'") }
        let own = Set(PreparedPool.allCases.map(\.rawValue) + [PreparedPool.padding.name])
        var tensors: [String: TensorData] = [:]
        for entry in file.entries where !own.contains(entry.name) {
            guard let type = ElementType(entry.dtype) else {
                throw damaged("\(entry.name.quotedOnOneLine) has the type \(entry.dtype.rawValue)")
            }
            let place = file.place(of: entry)
            tensors[entry.name] = try TensorData(
                type, shape: entry.shape, file: place.file, range: place.range)
        }
        let inputs = Set(table.inputs)
        guard tensors.keys.allSatisfy({ !inputs.contains($0) }) else {
            throw damaged("it has a tensor for an input")
        }
        let graph = try structure.filled(with: tensors)
        var shapes: [String: [Int]] = [:]
        let known = Set(table.products.map(\.weight))
        for input in graph.inputs where !inputs.contains(input.name) {
            let shape = input.type.shape.compactMap(\.value)
            guard known.contains(input.name), input.type.elementType == .float32,
                shape.count == input.type.shape.count, shape.count >= 2, Self.isMatrix(shape)
            else { throw damaged("it has no weights for \(input.name.quotedOnOneLine)") }
            shapes[input.name] = shape
        }
        let found = try StoredPools(file).products(table.products)
        metadata = file.metadata.filter {
            ![PreparedTable.key, PreparedTable.graphKey].contains($0.key)
        }
        instructionSet = set
        self.graph = graph
        self.inputs = graph.inputs.filter { inputs.contains($0.name) }
        products = StoredProducts(table, shapes: shapes, found)
    }

    /// Whether the elements can be counted.
    private static func isMatrix(_ shape: [Int]) -> Bool {
        shape.allSatisfy { 1...1 << 31 ~= $0 } && shape.reduce(1.0) { $0 * Double($1) } < 0x1p40
    }

    private static func table(of file: SafetensorsFile) throws -> PreparedTable {
        func damaged(_ problem: String) -> InferenceError {
            .damagedPreparation(path: file.path, problem: problem)
        }
        guard let text = file.metadata[PreparedTable.key] else {
            throw damaged("it has no '\(PreparedTable.key)'")
        }
        let table: PreparedTable
        do {
            table = try JSONDecoder().decode(PreparedTable.self, from: Data(text.utf8))
        } catch {
            throw damaged("its '\(PreparedTable.key)' cannot be read")
        }
        guard table.version == PreparedTable.currentVersion else {
            throw damaged(
                "it has version \(table.version) of the format, and this program knows version "
                    + "\(PreparedTable.currentVersion)")
        }
        return table
    }

    /// How the network is run: as the file says, with the threads that are asked for.
    ///
    /// - Throws: ``InferenceError/preparedOtherwise(path:problem:)`` for other sizes than the file has, and
    ///   ``InferenceError/unsupportedInstructions(_:)``.
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
        options.selection =
            InferenceOptions.Selection(rawValue: products.table.selection) ?? .estimated
        options.sizes = products.table.sizes
        options.costs = products.table.costs
        return options
    }
}
