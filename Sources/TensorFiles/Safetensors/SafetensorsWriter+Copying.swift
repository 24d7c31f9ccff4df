extension SafetensorsWriter {
    /// Creates a writer of all tensors of `file`, whose bytes are read when the file is written.
    ///
    /// - Parameters:
    ///   - file: Any file of tensors. Its ``TensorFile/unusableTensors`` are left out.
    ///   - metadata: The texts that the file carries; those of `file` by default.
    /// - Throws: What ``add(_:dtype:shape:provider:)`` throws.
    public init(
        copying file: some TensorFile, metadata: [String: String]? = nil
    ) throws(SafetensorsError) {
        self.init(metadata: metadata ?? file.metadata)
        for entry in file.entries {
            try add(entry.name, dtype: entry.dtype, shape: entry.shape) { append in
                try file.withUnsafeBytes(of: entry, append)
            }
        }
    }
}
