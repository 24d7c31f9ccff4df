import Files
import Foundation

/// Weights that stand in several files, read as one.
///
/// The index decides: every tensor must stand in the file that it names, and every tensor of the
/// files must be named. The files are safetensors files, compressed or not, or checkpoints of
/// `torch.save`, which are mapped when the index is opened.
public struct ShardedFile: TensorFile {
    /// One tensor of one of the files.
    public struct Entry: StoredTensor {
        fileprivate let tensor: ShardTensor

        /// The tensor's name.
        public var name: String { tensor.stored.name }
        /// The type of its elements.
        public var dtype: StoredType { tensor.stored.dtype }
        /// The sizes of its axes, outermost first; empty for a single number.
        public var shape: [Int] { tensor.stored.shape }
        /// The number of elements.
        public var elementCount: Int { tensor.stored.elementCount }
    }

    /// Where the index was opened.
    public let path: String
    /// The texts of the index, and those of the files that it does not have.
    public let metadata: [String: String]
    /// The tensors, file by file, each in its own order.
    public let entries: [Entry]
    /// The tensors of types that this program does not know.
    public let unusableTensors: [UnusableTensor]

    /// The paths of the files that hold the tensors.
    public let shardPaths: [String]

    private let positions: [String: Int]

    /// Opens the index at `path` and all files that it names, and compares them.
    ///
    /// - Parameter path: The index.
    /// - Throws: `FileError`, ``ShardError``, and what a file throws that cannot be read.
    public init(path: String) throws {
        let index = try ShardIndex(path: path)
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let shards = try index.files.enumerated().map { number, file in
            guard FileManager.default.fileExists(atPath: folder + file) else {
                let count = index.places.values.count { $0 == number }
                throw ShardError.missingShard(file: file, tensorCount: count, index: path)
            }
            return try Shard(path: folder + file)
        }
        self.path = path
        shardPaths = index.files.map { folder + $0 }
        metadata = shards.reduce(index.metadata) { texts, shard in
            texts.merging(shard.file.metadata) { first, _ in first }
        }
        unusableTensors = shards.flatMap(\.file.unusableTensors)
        entries = shards.flatMap { $0.tensors.map { Entry(tensor: $0) } }
        try Self.check(shards, against: index, path: path)
        positions = Dictionary(
            uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    }

    /// Throws unless the files hold what the index says, and nothing else.
    private static func check(_ shards: [Shard], against index: ShardIndex, path: String) throws {
        var found: [String: Int] = [:]
        for (number, shard) in shards.enumerated() {
            let names =
                shard.tensors.map(\.stored.name) + shard.file.unusableTensors.map(\.name)
            for name in names {
                guard let other = found.updateValue(number, forKey: name) else { continue }
                throw ShardError.duplicateTensor(
                    name, files: [index.files[other], index.files[number]], index: path)
            }
        }
        for (name, place) in index.places.sorted(by: { $0.key < $1.key }) {
            guard let holder = found[name] else {
                throw ShardError.missingTensor(name, file: index.files[place], index: path)
            }
            guard holder == place else {
                throw ShardError.misplacedTensor(
                    name, named: index.files[place], found: index.files[holder], index: path)
            }
        }
        let unlisted = found.filter { index.places[$0.key] == nil }.min { $0.key < $1.key }
        if let (name, holder) = unlisted {
            throw ShardError.unlistedTensor(name, file: index.files[holder], index: path)
        }
    }

    /// Looks a tensor up.
    ///
    /// - Throws: ``ShardError/unknownTensor(_:index:)``.
    public func entry(_ name: String) throws -> Entry {
        guard let position = positions[name] else {
            throw ShardError.unknownTensor(name, index: path)
        }
        return entries[position]
    }

    /// Calls `body` with the elements of an entry of these files, row-major and little-endian.
    public func withUnsafeBytes<Result>(
        of entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        switch entry.tensor {
        case .safetensors(let tensor, let file): try file.withUnsafeBytes(of: tensor, body)
        case .compressed(let tensor, let file): try file.withUnsafeBytes(of: tensor, body)
        case .checkpoint(let tensor, let file): try file.withUnsafeBytes(of: tensor, body)
        }
    }
}

/// One of the files.
private struct Shard {
    let file: any TensorFile
    let tensors: [ShardTensor]

    init(path: String) throws {
        if try PyTorchFile.isRecognized(at: path) {
            let file = try PyTorchFile(path: path)
            self.file = file
            tensors = file.entries.map { .checkpoint($0, file) }
        } else {
            let file = try SafetensorsFile(path: path)
            if CompressedFile.isRecognized(file) {
                let file = try CompressedFile(file)
                self.file = file
                tensors = file.entries.map { .compressed($0, file) }
            } else {
                self.file = file
                tensors = file.entries.map { .safetensors($0, file) }
            }
        }
    }
}

/// A tensor and the file that holds it.
private enum ShardTensor: Sendable {
    case safetensors(SafetensorsEntry, SafetensorsFile)
    case compressed(CompressedEntry, CompressedFile)
    case checkpoint(PyTorchEntry, PyTorchFile)

    var stored: any StoredTensor {
        switch self {
        case .safetensors(let entry, _): entry
        case .compressed(let entry, _): entry
        case .checkpoint(let entry, _): entry
        }
    }
}
