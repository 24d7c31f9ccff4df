import Files
import Foundation
import TensorFiles

/// The zeros that a pruned model is promised to have, at least.
///
/// A file carries its promise as JSON in its metadata: by itself under ``key``, or inside of the
/// description of the network under ``modelKey``.
public struct SparsityPromise: Codable, Equatable, Sendable {
    /// What was pruned together, such as `unstructured` or `2:4`.
    public var pattern: String

    /// The method.
    public var method: String

    /// The share of zeros over all pruned weights that was asked for.
    public var sparsity: Double

    /// The least number of zeros of each pruned tensor, by name.
    public var zeroCounts: [String: Int]

    /// For the pattern `channels`, the axis along which the channels of a tensor lie, by name; the first
    /// where nothing is said.
    public var channelAxes: [String: Int]?

    /// Makes a promise.
    public init(
        pattern: String, method: String, sparsity: Double, zeroCounts: [String: Int],
        channelAxes: [String: Int]? = nil
    ) {
        self.channelAxes = channelAxes
        self.pattern = pattern
        self.method = method
        self.sparsity = sparsity
        self.zeroCounts = zeroCounts
    }
}

extension SparsityPromise {
    /// The metadata key of a promise in a file that says nothing else of its network.
    public static let key = "pdp.promise"

    /// The metadata key of an object that describes the network; its member `promise`, if it is there,
    /// is the promise.
    public static let modelKey = "pdp.model"

    /// The promise as the text that stands under ``key``.
    public var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// Reads the promise from the metadata of the file at `path`; `nil` if it makes none.
    ///
    /// - Throws: ``SparsityError/invalidPromise(path:key:problem:)``
    public static func read(
        _ metadata: [String: String], path: String
    ) throws(SparsityError) -> SparsityPromise? {
        if let text = metadata[modelKey] {
            let promise = try decode(DescribedNetwork.self, text, path: path, key: modelKey).promise
            try promise?.check(path: path, key: modelKey)
            return promise
        }
        guard let text = metadata[key] else { return nil }
        let promise = try decode(Self.self, text, path: path, key: key)
        try promise.check(path: path, key: key)
        return promise
    }

    /// Reads the promise of the file at `path`; `nil` if it makes none.
    ///
    /// - Throws: What reading the file throws, and ``SparsityError/invalidPromise(path:key:problem:)``.
    public static func read(at path: String) throws -> SparsityPromise? {
        try read(openTensorFile(at: path).metadata, path: path)
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ text: String, path: String, key: String
    ) throws(SparsityError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw .invalidPromise(path: path, key: key, problem: error.problem)
        } catch {
            throw .invalidPromise(path: path, key: key)
        }
    }

    /// Throws where a number cannot be what it stands for.
    private func check(path: String, key: String) throws(SparsityError) {
        var problem: String?
        if !(0...1).contains(sparsity) {
            problem = "'sparsity' is \(sparsity); it must be 0 to 1"
        }
        if let (name, count) = zeroCounts.sorted(by: { $0.key < $1.key }).first(where: { $1 < 0 }) {
            problem = "the zeros of \(name.quotedOnOneLine) are \(count); they must be at least 0"
        }
        if let problem { throw .invalidPromise(path: path, key: key, problem: problem) }
    }
}

extension DecodingError {
    /// Which member is missing or of another type; `nil` for a text that is no object.
    fileprivate var problem: String? {
        switch self {
        case .keyNotFound(let key, let context):
            "'\(Self.path(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? nil : "'\(Self.path(context.codingPath))' is of another type"
        default: nil
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map(\.stringValue).joined(separator: ".").onOneLine
    }
}

/// What the description of a network says about its zeros.
private struct DescribedNetwork: Decodable {
    let promise: SparsityPromise?
}
