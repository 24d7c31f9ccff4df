import Files

extension SafetensorsWriter {
    /// Puts the checksum of all tensors and all other metadata into the metadata under `key`.
    ///
    /// The bytes of every tensor are asked for once more.
    ///
    /// - Throws: What a provider throws.
    public mutating func addChecksum(as key: String) throws {
        metadata[key] = nil
        var sum = Checksum()
        sum.add(metadata: metadata)
        let sorted = tensors.sorted {
            SafetensorsWriter.isBefore(($0.dtype, $0.name), ($1.dtype, $1.name))
        }
        for tensor in sorted {
            sum.add(name: tensor.name, dtype: tensor.dtype, shape: tensor.shape)
            try tensor.provider { sum.add($0) }
        }
        metadata[key] = sum.digits
    }
}

extension SafetensorsFile {
    /// Compares the file with the checksum that ``SafetensorsWriter/addChecksum(as:)`` has put under
    /// `key`.
    ///
    /// - Returns: Both checksums where they differ; `nil` where they agree, and for a file without one.
    /// - Complexity: O(bytes of the file).
    public func wrongChecksum(under key: String) -> (found: String, written: String)? {
        guard let written = metadata[key] else { return nil }
        var texts = metadata
        texts[key] = nil
        var sum = Checksum()
        sum.add(metadata: texts)
        let sorted = entries.sorted {
            SafetensorsWriter.isBefore(($0.dtype, $0.name), ($1.dtype, $1.name))
        }
        for entry in sorted {
            sum.add(name: entry.name, dtype: entry.dtype, shape: entry.shape)
            withUnsafeBytes(of: entry) { sum.add($0) }
        }
        return sum.digits == written ? nil : (sum.digits, written)
    }
}

extension Checksum {
    fileprivate mutating func add(metadata: [String: String]) {
        for (key, text) in metadata.sorted(by: { $0.key < $1.key }) {
            add(text: key)
            add(text: text)
        }
    }

    fileprivate mutating func add(name: String, dtype: StoredType, shape: [Int]) {
        add(text: name)
        add(text: dtype.rawValue)
        add(text: "\(shape)")
    }
}
