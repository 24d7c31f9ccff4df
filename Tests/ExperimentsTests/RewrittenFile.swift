import TensorFiles

/// Writes the safetensors file at `path` anew: with other metadata, without the tensors whose names
/// are not kept, and with other numbers in `tensor`.
func rewrite(
    _ path: String, metadata: (inout [String: String]) -> Void = { _ in },
    keeping isKept: (String) -> Bool = { _ in true }, tensor: String? = nil,
    change: (inout [Float]) -> Void = { _ in }
) throws {
    let file = try SafetensorsFile(path: path)
    var texts = file.metadata
    metadata(&texts)
    var writer = SafetensorsWriter(metadata: texts)
    for entry in file.entries where isKept(entry.name) {
        if entry.name == tensor {
            var floats = try file.floats(of: entry.name)
            change(&floats)
            try writer.add(entry.name, shape: entry.shape, floats: floats)
        } else {
            try writer.add(entry.name, dtype: entry.dtype, shape: entry.shape) { append in
                try file.withUnsafeBytes(of: entry.name) { try append($0) }
            }
        }
    }
    try writer.write(to: path)
}
