// Blocks of R consecutive outputs at one input: one position for R elements.

extension PositionCode {
    /// The heights that blocks may have.
    static let blockHeights = 2...64

    /// Finds codes of blocks for the elements of a mask.
    ///
    /// - Parameters:
    ///   - mask: Elements that need a value.
    ///   - shape: The shape of the tensor.
    ///   - valueByteCount: The bytes of a value.
    ///   - limit: The bytes to stay below.
    /// - Returns: The shortest code for each height that divides the outputs, with its bytes and those of the
    ///   values; none where the values alone reach the limit.
    static func blocks(
        of mask: ElementMask, shape: [Int], valueByteCount: Int, below limit: Int
    ) -> [(code: PositionCode, byteCount: Int)] {
        [4, 8, 16, 32, 2].compactMap { height in
            guard let axes = BlockAxes(shape, height: height) else { return nil }
            let blocks = mask.blocks(axes)
            let values = blocks.count * height * valueByteCount
            guard values < limit else { return nil }
            let rice = shortestRice(for: blocks)
            let bitmaskByteCount = (blocks.elementCount + 7) / 8
            return bitmaskByteCount <= rice.byteCount
                ? (.blocks(height: height, of: .bitmask), values + bitmaskByteCount)
                : (
                    .blocks(height: height, of: .rice(remainderWidth: rice.remainderWidth)),
                    values + rice.byteCount
                )
        }
    }

    /// Reads a name such as `4x1-bitmask`; `nil` unless it is one of blocks with the positions of each.
    static func blocks(name: String) -> PositionCode? {
        guard let end = name.firstIndex(of: "-"),
            let height = blockHeights.first(where: { name[..<end] == "\($0)x1" })
        else { return nil }
        let code = name[end...].dropFirst()
        if code == "bitmask" { return .blocks(height: height, of: .bitmask) }
        return rice(name: code).map { .blocks(height: height, of: $0) }
    }

    func packedBlocks(_ mask: ElementMask, height: Int, shape: [Int]) -> [UInt8] {
        guard let axes = BlockAxes(shape, height: height) else { return [] }
        return packed(mask.blocks(axes), shape: axes.shapeOfBlocks)
    }

    func unpackedBlocks(
        _ bytes: UnsafeRawBufferPointer, valueCount: Int, height: Int, shape: [Int]
    ) throws(CompressionProblem) -> ElementMask {
        guard let axes = BlockAxes(shape, height: height) else {
            return ElementMask(elementCount: shape.reduce(1, *))
        }
        return try unpacked(
            bytes, valueCount: valueCount / height, shape: axes.shapeOfBlocks
        ).elements(ofBlocks: axes)
    }
}

/// A weight whose outputs divide into blocks, seen as `[outputs / R, R, columns]`.
struct BlockAxes {
    let height: Int
    let bandCount: Int
    let columnCount: Int

    /// `nil` for a shape without inputs, without elements, or with outputs that are no multiple of R.
    init?(_ shape: [Int], height: Int) {
        guard shape.count >= 2, !shape.contains(0), shape[0].isMultiple(of: height) else {
            return nil
        }
        self.height = height
        bandCount = shape[0] / height
        columnCount = shape.dropFirst().reduce(1, *)
    }

    /// One element for each block.
    var shapeOfBlocks: [Int] { [bandCount, columnCount] }
}

extension ElementMask {
    /// The blocks that have an element of the mask.
    func blocks(_ axes: BlockAxes) -> ElementMask {
        var blocks = ElementMask(elementCount: axes.bandCount * axes.columnCount)
        let bandSize = axes.height * axes.columnCount
        forEach { element in
            let (band, place) = element.quotientAndRemainder(dividingBy: bandSize)
            blocks.insert(band * axes.columnCount + place % axes.columnCount)
        }
        return blocks
    }

    /// All elements of the blocks that have an element of the mask; the mask itself for a shape that does not
    /// divide into blocks.
    func filledUp(shape: [Int], blockHeight: Int) -> ElementMask {
        BlockAxes(shape, height: blockHeight).map { blocks($0).elements(ofBlocks: $0) } ?? self
    }

    /// All elements of these blocks.
    func elements(ofBlocks axes: BlockAxes) -> ElementMask {
        var elements = ElementMask(elementCount: elementCount * axes.height)
        forEach { block in
            let (band, column) = block.quotientAndRemainder(dividingBy: axes.columnCount)
            for row in 0..<axes.height {
                elements.insert((band * axes.height + row) * axes.columnCount + column)
            }
        }
        return elements
    }
}
