/// A tensor in parts, as they are to be written.
struct PackedTensor {
    let positionCode: PositionCode
    let valueCode: ValueCode
    let positions: [UInt8]
    let values: [UInt8]

    /// The bytes of all parts.
    var byteCount: Int { positions.count + values.count + valueCode.scaleByteCount }

    /// What the codes and sizes of the parts take in the table, roughly; a tensor that saves less stays as
    /// it is.
    private static let overhead = 32

    /// Packs a tensor in the shortest way that there is; `nil` where it is shorter, or hardly longer, as it is.
    ///
    /// - Parameters:
    ///   - bytes: The elements, row-major and little-endian.
    ///   - nonzeros: Those that are not zero.
    ///   - valueCode: How values are stored.
    ///   - floats: The elements in single precision; not looked at for exact values.
    ///   - shape: The shape of the tensor.
    init?(
        _ bytes: UnsafeRawBufferPointer, nonzeros: ElementMask, valueCode: ValueCode,
        floats: [Float], shape: [Int]
    ) {
        let choice = Choice(
            of: nonzeros, shape: shape, valueByteCount: valueCode.storedType.byteCount)
        guard choice.byteCount + valueCode.scaleByteCount + Self.overhead < bytes.count else {
            return nil
        }
        positionCode = choice.code
        self.valueCode = valueCode
        let mask =
            switch choice.code {
            case .all: ElementMask(elementCount: nonzeros.elementCount, isFull: true)
            case .groups(let groups): groups.filledUp(nonzeros, shape: shape)
            case .blocks(let height, _): nonzeros.filledUp(shape: shape, blockHeight: height)
            case .bitmask, .runs, .rice: nonzeros
            }
        positions = choice.code.packed(mask, shape: shape)
        values = valueCode.packed(bytes, floats: floats, nonzeros: nonzeros, mask: mask)
    }
}

/// The shortest code for the positions of a tensor; of equal ones the first tried.
private struct Choice {
    private(set) var code = PositionCode.all
    /// The bytes of positions and values.
    private(set) var byteCount: Int

    /// The sizes of groups that are looked for.
    private static let groupSizes = [4, 8, 16, 32, 2]

    init(of mask: ElementMask, shape: [Int], valueByteCount: Int) {
        let count = mask.count
        byteCount = mask.elementCount * valueByteCount
        let sparse = count * valueByteCount
        offer(.bitmask, sparse + (mask.elementCount + 7) / 8)
        let rice = PositionCode.shortestRice(for: mask)
        offer(.rice(remainderWidth: rice.remainderWidth), sparse + rice.byteCount)
        if let runs = PositionCode.runs(of: mask) { offer(.runs, sparse + 4 * runs.count) }
        for (code, byteCount) in PositionCode.blocks(
            of: mask, shape: shape, valueByteCount: valueByteCount, below: byteCount)
        {
            offer(code, byteCount)
        }
        for grouping in [PatternGrouping.inputs, .flattenedKernel] {
            for size in Self.groupSizes {
                offerGroups(mask, shape, size, grouping, valueByteCount)
            }
        }
    }

    private mutating func offer(_ code: PositionCode, _ byteCount: Int) {
        if byteCount < self.byteCount { (self.code, self.byteCount) = (code, byteCount) }
    }

    /// Offers groups of `size`. Among equally short codes they are preferred: every group has its
    /// values at a known place.
    private mutating func offerGroups(
        _ mask: ElementMask, _ shape: [Int], _ size: Int, _ grouping: PatternGrouping,
        _ valueByteCount: Int
    ) {
        func byteCount(_ groups: ElementGroups) -> Int? {
            groups.valueCount(ofShape: shape).map {
                $0 * valueByteCount + groups.byteCount(valueCount: $0)
            }
        }
        let limit = (1..<size).last { kept in
            let groups = ElementGroups(kept: kept, size: size, grouping: grouping)
            return byteCount(groups).map { $0 <= self.byteCount } ?? false
        }
        guard let limit,
            let groups = ElementGroups.holding(
                for: mask, shape: shape, size: size, grouping: grouping, limit: limit),
            let found = byteCount(groups), found <= self.byteCount
        else { return }
        if case .groups = code, found == self.byteCount { return }
        (code, self.byteCount) = (.groups(groups), found)
    }
}
