import Foundation

/// The small files of Scripts/golden/onnx_files.py and what onnxruntime computes from them.
public struct GoldenCase: Decodable, CustomStringConvertible, Sendable {
    /// A tensor by name.
    public struct Value: Decodable, Sendable {
        /// The name.
        public let name: String
        /// The size of every axis.
        public let shape: [Int]
        /// The elements, the last axis fastest.
        public let numbers: [Double]
    }
    /// The name of the file without its ending.
    public let file: String
    /// What the network gets.
    public let inputs: [Value]
    /// What onnxruntime computes from it.
    public let outputs: [Value]

    /// The name of the file.
    public var description: String { file }
    /// Where the file is.
    public var path: String { Self.folder + "/\(file).onnx" }

    /// Where the files are.
    public static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        + "/ONNXFilesTests/Golden"
    /// All cases.
    public static let all: [GoldenCase] = {
        let data = FileManager.default.contents(atPath: folder + "/values.json") ?? Data()
        return (try? JSONDecoder().decode([GoldenCase].self, from: data)) ?? []
    }()
}
