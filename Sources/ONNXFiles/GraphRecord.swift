import Files
import Foundation
public import Graphs

/// The graph of a network in the metadata of its file, so that no catalogue is needed to read it: an
/// ONNX model, packed by zlib and in base64, whose weights are inputs, with the names of the tensors of the file.
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
        let bytes = [UInt8](try writer.bytes(of: structure, place: "the graph"))
        return "\(bytes.count):" + Data(zlibPacked(bytes)).base64EncodedString()
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
        return try ONNXFile(bytes: bytes(in: text, place: place), place: place).graph
    }

    /// The message: a packed one after its length and a colon, or as it stands, as records of earlier
    /// versions have it.
    private static func bytes(in text: String, place: String) throws -> Data {
        let parts = text.split(separator: ":", maxSplits: 1).map { String($0) }
        guard let bytes = parts.last.flatMap({ Data(base64Encoded: $0) }) else {
            throw ONNXError.malformed(path: place, problem: "it is no base64")
        }
        guard parts.count == 2 else { return bytes }
        let unpacked = Int(parts[0]).flatMap { count in
            bytes.withUnsafeBytes { zlibUnpacked($0, byteCount: count) }
        }
        guard let unpacked else {
            throw ONNXError.malformed(
                path: place, problem: "it cannot be unpacked to \(parts[0]) bytes")
        }
        return Data(unpacked)
    }
}
