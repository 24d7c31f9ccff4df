import Files
public import Graphs
import ONNXFiles
public import TensorFiles

/// The graph of the network in a file.
public enum ModelGraph {
    /// The metadata key of a prepared network, which is no model any more.
    package static let preparedKey = "pdp.prepared"

    /// Reads an ONNX file, or the graph that a model carries with its tensors as weights.
    ///
    /// - Parameter path: The file.
    /// - Returns: The graph, with the names of the file.
    /// - Throws: What reading files throws, ``ModelFileError`` for a file that carries no graph, and
    ///   `GraphError` for tensors that do not fit it.
    public static func read(at path: String) throws -> Graph {
        if path.hasEnding(".onnx") { return try ONNXFile(path: path).graph }
        return try read(openTensorFile(at: path), path: path)
    }

    /// Reads the graph that an open file carries.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - path: What errors call it.
    /// - Returns: The graph, with the tensors as weights.
    /// - Throws: As ``read(at:)``.
    public static func read(_ file: some TensorFile, path: String) throws -> Graph {
        try refusePrepared(file)
        guard let structure = try GraphRecord.structure(in: file.metadata, path: path) else {
            throw ModelFileError.noGraph(path: path)
        }
        let wanted = Set(structure.inputs.map(\.name))
        var tensors: [String: TensorData] = [:]
        for entry in file.entries where wanted.contains(entry.name) {
            tensors[entry.name] = try TensorData(entry, of: file)
        }
        return try structure.filled(with: tensors)
    }

    /// Throws ``ModelFileError/prepared(path:)`` for a prepared network.
    package static func refusePrepared(_ file: some TensorFile) throws(ModelFileError) {
        if file.metadata[preparedKey] != nil { throw .prepared(path: file.path) }
    }
}

extension TensorData {
    /// Reads a tensor of a file.
    ///
    /// - Parameters:
    ///   - entry: The tensor.
    ///   - file: The file.
    /// - Throws: ``ModelFileError/elementType(tensor:path:type:)``, and what reading the file throws.
    package init<File: TensorFile>(_ entry: File.Entry, of file: File) throws {
        guard let type = ElementType(entry.dtype) else {
            throw ModelFileError.elementType(
                tensor: entry.name, path: file.path, type: entry.dtype.rawValue)
        }
        let bytes = try file.bytes(of: entry.name)
        try self.init(type, shape: entry.shape, bytes: bytes)
    }
}

extension ElementType {
    /// The type of stored elements; `nil` for numbers of 8 bits, which graphs do not have.
    package init?(_ type: StoredType) {
        guard let own = Self.allCases.first(where: { $0.stored == type }) else { return nil }
        self = own
    }

    /// The type in which files store elements.
    package var stored: StoredType {
        switch self {
        case .bool: .bool
        case .uint8: .uint8
        case .int8: .int8
        case .uint16: .uint16
        case .int16: .int16
        case .uint32: .uint32
        case .int32: .int32
        case .uint64: .uint64
        case .int64: .int64
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .float32: .float32
        case .float64: .float64
        }
    }
}
