import Files

/// One tensor of a compressed file, without its elements.
public struct CompressedEntry: StoredTensor {
    let row: CompressedRow
    /// Where its parts stand.
    let parts: Parts

    /// Parts of the tensors of the safetensors file.
    struct Parts {
        let values: Part
        let positions: Part
        let scale: Part
    }

    /// Some bytes of a tensor of the safetensors file; of none where there are none.
    struct Part {
        let entry: SafetensorsEntry?
        let range: Range<Int>
    }

    /// The tensor's name.
    public var name: String { row.name }
    /// The type of its elements when they are unpacked.
    public var dtype: StoredType { row.dtype }
    /// The sizes of its axes, outermost first; empty for a single number.
    public var shape: [Int] { row.shape }
    /// The number of elements.
    public var elementCount: Int { row.elementCount }

    /// Whether the values are the elements.
    var isStoredAsItIs: Bool { row.code == .all && row.values == row.dtype }
}

/// The tensors of the safetensors file that have the parts, one after the other in the order of the table.
struct PartPools {
    /// The names of the tensors of the safetensors file.
    static let (tableName, positionsName, scalesName) = (
        "pdp.table", "pdp.positions", "pdp.scales"
    )

    /// The name of the tensor with all values of a type.
    static func valuesName(_ type: StoredType) -> String { "pdp.values.\(type.rawValue)" }

    private let entries: [String: SafetensorsEntry]
    private var usedByteCounts: [String: Int] = [:]

    init(_ entries: [String: SafetensorsEntry]) { self.entries = entries }

    /// Takes the next parts.
    mutating func parts(of row: CompressedRow) throws(CompressionProblem) -> CompressedEntry.Parts {
        CompressedEntry.Parts(
            values: try take(row.valueByteCount, Self.valuesName(row.values), row.values, row),
            positions: try take(row.positionByteCount, Self.positionsName, .uint8, row),
            scale: try take(row.scaleByteCount, Self.scalesName, .float32, row))
    }

    private mutating func take(
        _ byteCount: Int, _ name: String, _ type: StoredType, _ row: CompressedRow
    ) throws(CompressionProblem) -> CompressedEntry.Part {
        guard byteCount > 0 else { return CompressedEntry.Part(entry: nil, range: 0..<0) }
        guard let entry = entries[name] else { throw CompressionProblem("it has no '\(name)'") }
        guard entry.dtype == type else {
            throw CompressionProblem(
                "its '\(name)' has the type \(entry.dtype.rawValue), and \(type.rawValue) is needed"
            )
        }
        let start = usedByteCounts[name] ?? 0
        guard byteCount <= entry.byteCount - start else {
            throw CompressionProblem(
                "its '\(name)' has \(entry.byteCount) bytes, too few for tensor "
                    + row.name.quotedOnOneLine)
        }
        usedByteCounts[name] = start + byteCount
        return CompressedEntry.Part(entry: entry, range: start..<start + byteCount)
    }

    /// Throws unless all bytes have been taken, and those of the table.
    func expectEnd() throws(CompressionProblem) {
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) where name != Self.tableName {
            let used = usedByteCounts[name] ?? 0
            guard entry.byteCount == used, entry.byteCount > 0 else {
                throw CompressionProblem(
                    "its table uses \(used) of the \(entry.byteCount) bytes of "
                        + name.quotedOnOneLine)
            }
        }
    }
}
