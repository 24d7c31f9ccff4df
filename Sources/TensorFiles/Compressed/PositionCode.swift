/// How a compressed file says which elements of a tensor it has values for.
///
/// The others are zero. Values stand in the order of the elements, row-major, whatever the code.
enum PositionCode: Equatable, Sendable {
    /// Every element has a value; nothing is stored.
    case all
    /// A bit for each element.
    case bitmask
    /// Lengths of runs: elements without values, with values, without, and so on.
    case runs
    /// The gaps between elements with values, in a Rice code that gives so many bits as they are.
    case rice(remainderWidth: Int)
    /// The same number of values in every group of elements, whose places in the group are stored.
    case groups(ElementGroups)
    /// All elements of some blocks of so many consecutive outputs at one input; the other code, a bitmask
    /// or a Rice code, says which blocks.
    indirect case blocks(height: Int, of: PositionCode)

    /// The widest remainder of a Rice code; the rest of a gap of any tensor is short enough.
    static let maximumRemainderWidth = 32

    /// How the table of contents names the code.
    var name: String {
        switch self {
        case .all: "all"
        case .bitmask: "bitmask"
        case .runs: "runs"
        case .rice(let width): "rice-\(width)"
        case .groups(let groups): groups.name
        case .blocks(let height, let code): "\(height)x1-\(code.name)"
        }
    }

    /// Reads a code's name; `nil` for one that there is not.
    init?(name: String) {
        switch name {
        case "all": self = .all
        case "bitmask": self = .bitmask
        case "runs": self = .runs
        default:
            if let groups = ElementGroups(name: name) {
                self = .groups(groups)
            } else if let blocks = Self.blocks(name: name) {
                self = blocks
            } else if let rice = Self.rice(name: name) {
                self = rice
            } else {
                return nil
            }
        }
    }

    /// Reads the name of a Rice code; `nil` for another.
    static func rice(name: some StringProtocol) -> PositionCode? {
        (0...maximumRemainderWidth).first { name == "rice-\($0)" }.map { .rice(remainderWidth: $0) }
    }

    /// Packs the elements of `mask`.
    ///
    /// - Parameters:
    ///   - mask: Elements that the code can name: all for `all`, as many in every group for `groups`, all of
    ///     a block or none for `blocks`.
    ///   - shape: The shape of the tensor.
    /// - Returns: The bytes of the part.
    func packed(_ mask: ElementMask, shape: [Int]) -> [UInt8] {
        switch self {
        case .all: []
        case .bitmask: packedBits(mask)
        case .runs: packedRuns(mask)
        case .rice(let width): packedGaps(mask, remainderWidth: width)
        case .groups(let groups): groups.packed(mask, shape: shape)
        case .blocks(let height, let code): code.packedBlocks(mask, height: height, shape: shape)
        }
    }

    /// Unpacks the elements that have values.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the part.
    ///   - valueCount: The number of values.
    ///   - shape: The shape of the tensor.
    /// - Returns: A mask of exactly `valueCount` elements.
    /// - Throws: ``CompressionProblem``.
    func unpacked(
        _ bytes: UnsafeRawBufferPointer, valueCount: Int, shape: [Int]
    ) throws(CompressionProblem) -> ElementMask {
        let elementCount = shape.reduce(1, *)
        let mask =
            switch self {
            case .all: ElementMask(elementCount: elementCount, isFull: true)
            case .bitmask: try unpackedBits(bytes, elementCount: elementCount)
            case .runs: try unpackedRuns(bytes, elementCount: elementCount)
            case .rice(let width):
                try unpackedGaps(
                    bytes, valueCount: valueCount, elementCount: elementCount,
                    remainderWidth: width)
            case .groups(let groups): try groups.unpacked(bytes, shape: shape)
            case .blocks(let height, let code):
                try code.unpackedBlocks(
                    bytes, valueCount: valueCount, height: height, shape: shape)
            }
        let count = mask.count
        guard count == valueCount else {
            throw CompressionProblem(
                "its positions name \(count) elements, and it has \(valueCount) values")
        }
        return mask
    }
}
