import Files

/// The index of weights that stand in several files: `model.safetensors.index.json` or
/// `pytorch_model.bin.index.json`, as transformers writes them.
///
/// Source: `save_pretrained` of https://github.com/huggingface/transformers: an object with
/// `weight_map`, which names the file of each tensor, and `metadata`.
public struct ShardIndex: Equatable, Sendable {
    /// The texts under `metadata`; numbers, such as the size of all tensors, are left out.
    public private(set) var metadata: [String: String] = [:]

    /// The files, sorted by their names; they stand in the folder of the index.
    public private(set) var files: [String] = []

    /// The place in ``files`` of the file of each tensor.
    public private(set) var places: [String: Int] = [:]

    /// The longest index that is read.
    static let maximumByteCount = 100_000_000

    /// Whether a file of this name is an index by the habit of those who write them.
    public static func hasName(of path: String) -> Bool { path.hasSuffix(".index.json") }

    /// Reads the index at `path`.
    ///
    /// - Parameter path: The file.
    /// - Throws: `FileError`, and ``ShardError/invalidIndex(path:problem:)``.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        do {
            try file.withUnsafeBytes { try parse($0) }
        } catch let problem as IndexProblem {
            throw ShardError.invalidIndex(path: path, problem: problem.text)
        } catch FormatProblem.invalidJSON(let expected, let offset) {
            throw ShardError.invalidIndex(
                path: path,
                problem: "it is not valid JSON, \(expected) is expected at byte \(offset)")
        }
    }

    private mutating func parse(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count <= Self.maximumByteCount else {
            throw IndexProblem(
                "it has \(bytes.count) bytes, and at most \(Self.maximumByteCount) are allowed")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw IndexProblem("it is not UTF-8 text")
        }
        var scanner = HeaderScanner(bytes)
        var map: [(tensor: String, file: String)]?
        var keys: Set<String> = []
        var hasMore = try scanner.openObject()
        while hasMore {
            let key = try scanner.key()
            guard keys.insert(key).inserted else {
                throw IndexProblem("it has the key \(key.quotedOnOneLine) twice")
            }
            switch key {
            case "weight_map": map = try Self.map(&scanner)
            case "metadata" where scanner.isNext("{"): metadata = try Self.texts(&scanner)
            default: try scanner.skipValue()
            }
            hasMore = try scanner.nextMember()
        }
        try scanner.expectEnd()
        guard let map else { throw IndexProblem("it has no 'weight_map'") }
        guard !map.isEmpty else { throw IndexProblem("its 'weight_map' names no tensor") }
        files = Set(map.map(\.file)).sorted()
        let fileNumbers = Dictionary(uniqueKeysWithValues: zip(files, files.indices))
        for (tensor, file) in map { places[tensor] = fileNumbers[file] }
    }

    /// Reads the members of `weight_map`.
    private static func map(
        _ scanner: inout HeaderScanner
    ) throws -> [(tensor: String, file: String)] {
        guard scanner.isNext("{") else { throw IndexProblem("its 'weight_map' is no object") }
        var members: [(tensor: String, file: String)] = []
        var names: Set<String> = []
        var hasMore = try scanner.openObject()
        while hasMore {
            let name = try scanner.key()
            guard names.insert(name).inserted else {
                throw IndexProblem("it names tensor \(name.quotedOnOneLine) twice")
            }
            guard scanner.isNext("\"") else {
                throw IndexProblem("the file of tensor \(name.quotedOnOneLine) is no text")
            }
            let file = try scanner.string()
            guard isPlainName(file) else {
                throw IndexProblem(
                    "it places tensor \(name.quotedOnOneLine) in \(file.quotedOnOneLine), and only "
                        + "names of files in its own folder are allowed")
            }
            members.append((name, file))
            hasMore = try scanner.nextMember()
        }
        return members
    }

    /// Whether `name` cannot lead out of a folder.
    private static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count < 256
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    /// Reads an object and keeps the members that are texts.
    private static func texts(_ scanner: inout HeaderScanner) throws -> [String: String] {
        var texts: [String: String] = [:]
        var hasMore = try scanner.openObject()
        while hasMore {
            let key = try scanner.key()
            if scanner.isNext("\"") {
                let text = try scanner.string()
                guard texts.updateValue(text, forKey: key) == nil else {
                    throw IndexProblem("its 'metadata' has the key \(key.quotedOnOneLine) twice")
                }
            } else {
                try scanner.skipValue()
            }
            hasMore = try scanner.nextMember()
        }
        return texts
    }
}

/// Why a file is no index, as the end of a sentence.
private struct IndexProblem: Error {
    let text: String

    init(_ text: String) { self.text = text }
}
