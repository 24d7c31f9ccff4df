import Files
public import Foundation
public import Graphs
import SwiftProtobuf

/// An ONNX file read into a graph.
///
/// The weights stay where they lie in the mapped file, or in the files beside it, until they are
/// used. Operators of the standard domain in opset 7 to 22 are read; differences between opsets are
/// gone afterwards.
public struct ONNXFile: Sendable {
    /// Where the file was opened.
    public let path: String
    /// The version of the operators that the file uses.
    public let opset: Int
    /// The network, checked, with the names of the file.
    public let graph: Graph

    /// The versions of the operators that are read.
    public static let supportedOpsets = 7...22

    /// Reads the file at `path`.
    ///
    /// - Parameter path: The file.
    /// - Throws: `FileError` if a file cannot be read, ``ONNXError/malformed(path:problem:)``, or
    ///   ``ONNXError/unsupported(path:problems:)`` with every operator and attribute that is not
    ///   supported.
    public init(path: String) throws {
        try self.init(MappedFile(path: path))
    }

    /// Reads a file in memory.
    ///
    /// - Parameters:
    ///   - bytes: What the file would hold.
    ///   - place: What stands for its path in messages.
    /// - Throws: As ``init(path:)``.
    public init(bytes: Data, place: String) throws {
        try self.init(bytes.withUnsafeBytes { try MappedFile(copying: $0, place: place) })
    }

    private init(_ file: MappedFile) throws {
        let path = file.path
        let model = try Self.model(in: file)
        guard let message = model.graph else {
            throw ONNXError.malformed(path: path, problem: "it has no graph")
        }
        let versions = model.operatorSets.filter { ["", "ai.onnx"].contains($0.domain) }
        guard let version = versions.first?.version, let opset = Int(exactly: version) else {
            throw ONNXError.malformed(
                path: path, problem: "it does not say the version of its operators")
        }
        guard Self.supportedOpsets.contains(opset) else {
            let allowed = "\(Self.supportedOpsets.lowerBound) to \(Self.supportedOpsets.upperBound)"
            throw ONNXError.unsupported(
                path: path, problems: ["its opset is \(opset); \(allowed) are read"])
        }
        let tensors = TensorReader(file: file, externalFiles: ExternalFiles(besideModel: path))
        var reader = GraphReader(tensors: tensors, opset: opset)
        do {
            try reader.read(message)
            // What lies behind damage may only seem not to be supported.
            if !reader.damages.isEmpty {
                throw ONNXError.malformed(
                    path: path, problem: reader.damages.joined(separator: "; "))
            }
            if !reader.problems.isEmpty {
                throw ONNXError.unsupported(path: path, problems: reader.problems)
            }
            var graph = try reader.graph.sorted()
            graph.metadata = Dictionary(model.metadata.map { ($0.key, $0.value) }) { first, _ in
                first
            }
            try graph.check()
            self.graph = graph
        } catch let problem as ModelProblem {
            throw ONNXError.malformed(path: path, problem: problem.text)
        } catch let error as GraphError {
            throw ONNXError.malformed(path: path, problem: "\(error)")
        }
        self.path = path
        self.opset = opset
    }

    private static func model(in file: MappedFile) throws -> ModelMessage {
        do {
            let outline = try file.withUnsafeBytes { bytes in try Outline(of: bytes) }
            return try ModelMessage(serializedBytes: outline.bytes)
        } catch WireProblem.damaged(let offset) {
            throw ONNXError.malformed(
                path: file.path, problem: "the field at byte \(offset) is cut or damaged")
        } catch WireProblem.tooDeep(let offset) {
            throw ONNXError.malformed(
                path: file.path, problem: "messages stand too deep in each other at byte \(offset)")
        } catch is BinaryDecodingError {
            throw ONNXError.malformed(path: file.path, problem: "its messages cannot be decoded")
        }
    }
}
