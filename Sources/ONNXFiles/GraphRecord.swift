import Foundation
public import Graphs

/// The graph of a network in the metadata of its file, so that no catalogue is needed to read it: an
/// ONNX model in base64 whose weights are inputs, with the names of the tensors of the file.
public enum GraphRecord {
    /// The metadata key.
    public static let key = "pdp.graph"

    /// The opset of a record, the newest that is read, so that nothing is lost.
    private static let opset = 22

    /// Writes a structure, as `Graph.structure(without:)` gives it.
    ///
    /// - Parameter structure: The structure.
    /// - Returns: The record.
    /// - Throws: As ``ONNXWriter/write(_:to:)``.
    public static func text(of structure: Graph) throws -> String {
        var writer = ONNXWriter()
        writer.opset = opset
        return try writer.bytes(of: structure, place: "the graph").base64EncodedString()
    }

    /// Reads the structure in the metadata of a file.
    ///
    /// - Parameters:
    ///   - metadata: The metadata.
    ///   - path: The file, for messages.
    /// - Returns: The structure; `nil` where the metadata have none.
    /// - Throws: ``ONNXError`` for a record that is damaged.
    public static func structure(in metadata: [String: String], path: String) throws -> Graph? {
        guard let text = metadata[key] else { return nil }
        let place = "\(path) (\(key))"
        guard let bytes = Data(base64Encoded: text) else {
            throw ONNXError.malformed(path: place, problem: "it is no base64")
        }
        return try ONNXFile(bytes: bytes, place: place).graph
    }
}
