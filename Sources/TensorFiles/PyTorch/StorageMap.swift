/// Where the storages stand in the file.
struct StorageMap {
    private let ranges: [String: Range<Int>]
    /// What stands before a storage's key in its name.
    private let prefix: String

    /// The storages are entries of an archive that have names with a prefix.
    init(_ archive: ZipArchive, prefix: String) {
        ranges = archive.ranges
        self.prefix = prefix
    }

    /// Reads the end of a legacy file: the keys of the storages in a pickle, then for each the
    /// number of its elements in 8 bytes and the elements.
    init(_ reader: inout ByteReader, of pickle: Pickle) throws(PyTorchProblem) {
        let keys = try Pickle(&reader)
        guard case .list(let place) = keys.root else {
            throw .invalidPickle(expected: "a list of storages", offset: reader.offset)
        }
        var ranges: [String: Range<Int>] = [:]
        for key in keys.lists[place] {
            guard case .string(let key) = key, let known = pickle.storagePlaces[key] else {
                throw .invalidPickle(expected: "a list of storages", offset: reader.offset)
            }
            let record = pickle.storages[known]
            let count = try reader.number(Int64.self)
            guard count == record.elementCount else {
                throw .conflictingStorage(key: key)
            }
            let start = reader.offset
            _ = try reader.span(record.byteCount)
            guard ranges.updateValue(start..<reader.offset, forKey: key) == nil else {
                throw .duplicateStorage(key: key)
            }
        }
        guard reader.remainingCount == 0 else {
            throw .trailingBytes(count: reader.remainingCount)
        }
        self.ranges = ranges
        prefix = ""
    }

    /// Returns where a storage stands, after comparing its size.
    func range(of storage: StorageRecord) throws(PyTorchProblem) -> Range<Int> {
        guard let range = ranges[prefix + storage.key] else {
            throw .missingStorage(key: storage.key)
        }
        guard range.count == storage.byteCount else {
            throw .wrongStorageSize(
                key: storage.key, found: range.count, needed: storage.byteCount)
        }
        return range
    }
}
