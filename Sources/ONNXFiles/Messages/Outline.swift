/// The bytes of a model without the elements of its tensors, which are replaced by where they lie.
///
/// SwiftProtobuf copies what it reads. So that reading a model does not double its size, the long
/// fields of `TensorProto` that lie in the file as they will lie in memory (`raw_data`, packed
/// `float_data` and `double_data`) are cut out first, and a private field says where they were.
struct Outline {
    /// The shortened message.
    private(set) var bytes: [UInt8] = []

    /// The private field of a tensor: field, offset and length of what was cut out.
    static let locationField = 9001
    /// Elements of at most so many bytes stay.
    static let shortLength = 64
    /// How deep messages may stand in each other.
    static let depthLimit = 32

    /// The messages on the way to tensors.
    private enum Kind {
        case model, graph, node, attribute, tensor, sparseTensor

        /// What stands in a field, nil where no tensor can be in it.
        func child(_ field: Int) -> Kind? {
            switch (self, field) {
            case (.model, 7), (.attribute, 6), (.attribute, 11): .graph
            case (.graph, 1): .node
            case (.graph, 5), (.attribute, 5), (.attribute, 10): .tensor
            case (.graph, 15), (.attribute, 22), (.attribute, 23): .sparseTensor
            case (.sparseTensor, 1), (.sparseTensor, 2): .tensor
            case (.node, 5): .attribute
            default: nil
            }
        }
    }

    /// Reads a `ModelProto`.
    init(of model: UnsafeRawBufferPointer) throws(WireProblem) {
        bytes = try Self.shortened(model, model.indices, .model, depth: 0)
    }

    private static func shortened(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ kind: Kind, depth: Int
    ) throws(WireProblem) -> [UInt8] {
        if depth > depthLimit { throw .tooDeep(offset: range.lowerBound) }
        var reader = WireReader(bytes, range)
        var result: [UInt8] = []
        while let field = try reader.next() {
            guard case .bytes(let content) = field.content else {
                if kind != .tensor || field.number != locationField { result += bytes[field.range] }
                continue
            }
            if let child = kind.child(field.number) {
                let part = try shortened(bytes, content, child, depth: depth + 1)
                append(part, field: field.number, to: &result)
            } else if kind == .tensor, [4, 9, 10].contains(field.number),
                content.count > shortLength
            {
                var location: [UInt8] = []
                for value in [field.number, content.lowerBound, content.count] {
                    appendVarint(UInt64(value), to: &location)
                }
                append(location, field: locationField, to: &result)
            } else if kind != .tensor || field.number != locationField {
                result += bytes[field.range]
            }
        }
        return result
    }

    private static func append(_ content: [UInt8], field: Int, to bytes: inout [UInt8]) {
        appendVarint(UInt64(field << 3 | 2), to: &bytes)
        appendVarint(UInt64(content.count), to: &bytes)
        bytes += content
    }

    private static func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
