/// Groups of M elements of a weight, of which the same number N has values: N:M sparsity.
///
/// The places in the groups are stored with as many bits as M needs, 2 for M = 4. Groups with fewer
/// nonzeros have values that are zero.
struct ElementGroups: Equatable, Sendable {
    /// N.
    let kept: Int
    /// M.
    let size: Int
    /// Which elements form a group.
    let grouping: PatternGrouping

    /// The bits of a place in a group.
    var indexWidth: Int { Int.bitWidth - (size - 1).leadingZeroBitCount }

    /// As patterns are named: `2:4`, or `2:4-flattened`.
    var name: String { "\(kept):\(size)" + (grouping == .flattenedKernel ? "-flattened" : "") }

    init(kept: Int, size: Int, grouping: PatternGrouping) {
        self.kept = kept
        self.size = size
        self.grouping = grouping
    }

    /// Reads a name; `nil` unless 0 < N < M ≤ 64.
    init?(name: String) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ":", omittingEmptySubsequences: false)
        guard numbers.count == 2, let kept = Int(numbers[0]), let size = Int(numbers[1]),
            0 < kept, kept < size, size <= 64
        else { return nil }
        self.init(kept: kept, size: size, grouping: parts.count > 1 ? .flattenedKernel : .inputs)
        if self.name != name { return nil }
    }

    /// The axes `[outputs, inputs, positions]`; groups run along the middle one. `nil` for a shape that
    /// does not divide into groups.
    func matrices(ofShape shape: [Int]) -> (outputs: Int, inputs: Int, positions: Int)? {
        guard shape.count >= 2, !shape.contains(0) else { return nil }
        let kernel = shape.dropFirst(2).reduce(1, *)
        let axes =
            grouping == .inputs ? (shape[0], shape[1], kernel) : (shape[0], shape[1] * kernel, 1)
        return axes.1 % size == 0 ? axes : nil
    }

    /// The number of values of a tensor of `shape`; `nil` for one that does not divide into groups.
    func valueCount(ofShape shape: [Int]) -> Int? {
        matrices(ofShape: shape) == nil ? nil : shape.reduce(1, *) / size * kept
    }

    /// The bytes of the places of `valueCount` values.
    func byteCount(valueCount: Int) -> Int { (valueCount * indexWidth + 7) / 8 }
}

extension ElementGroups {
    /// Returns the places of the elements of `mask`, group by group: outputs outermost, then the groups
    /// of inputs, then the positions of the kernel.
    func packed(_ mask: ElementMask, shape: [Int]) -> [UInt8] {
        guard let axes = matrices(ofShape: shape) else { return [] }
        var places = [UInt8](repeating: 0, count: mask.count)
        var counts = [UInt8](repeating: 0, count: mask.elementCount / size)
        mask.forEach { element in
            let (group, place) = groupAndPlace(of: element, axes)
            places[group * kept + Int(counts[group])] = UInt8(place)
            counts[group] += 1
        }
        var writer = BitWriter()
        for place in places { writer.append(Int(place), width: indexWidth) }
        writer.finish()
        return writer.bytes
    }

    /// Reads what ``packed(_:shape:)`` writes.
    func unpacked(
        _ bytes: UnsafeRawBufferPointer, shape: [Int]
    ) throws(CompressionProblem) -> ElementMask {
        let elementCount = shape.reduce(1, *)
        var mask = ElementMask(elementCount: elementCount)
        guard let axes = matrices(ofShape: shape) else { return mask }
        var reader = BitReader(bytes)
        for group in 0..<elementCount / size {
            let (row, position) = group.quotientAndRemainder(dividingBy: axes.positions)
            var previous = -1
            for _ in 0..<kept {
                let place = reader.read(width: indexWidth)
                guard place > previous, place < size else {
                    throw CompressionProblem(
                        "its positions in groups of \(size) do not ascend below \(size)")
                }
                mask.insert((row * size + place) * axes.positions + position)
                previous = place
            }
        }
        guard reader.isPaddingClear else { throw .beyondEnd(elementCount) }
        return mask
    }

    /// The mask of `kept` elements in every group: those of `mask`, and the first others where they are
    /// fewer.
    func filledUp(_ mask: ElementMask, shape: [Int]) -> ElementMask {
        guard let axes = matrices(ofShape: shape) else { return mask }
        var members = [UInt64](repeating: 0, count: mask.elementCount / size)
        mask.forEach { element in
            let (group, place) = groupAndPlace(of: element, axes)
            members[group] |= 1 << UInt64(place)
        }
        var filled = mask
        for (group, found) in members.enumerated() {
            let (row, position) = group.quotientAndRemainder(dividingBy: axes.positions)
            var missing = kept - found.nonzeroBitCount
            for place in 0..<size where missing > 0 && found & 1 << UInt64(place) == 0 {
                filled.insert((row * size + place) * axes.positions + position)
                missing -= 1
            }
        }
        return filled
    }

    private func groupAndPlace(
        of element: Int, _ axes: (outputs: Int, inputs: Int, positions: Int)
    ) -> (group: Int, place: Int) {
        let (row, position) = element.quotientAndRemainder(dividingBy: axes.positions)
        let (rowGroup, place) = row.quotientAndRemainder(dividingBy: size)
        return (rowGroup * axes.positions + position, place)
    }
}

extension ElementGroups {
    /// The groups with the smallest N that hold for `mask`, at most `limit`; `nil` if there are none.
    static func holding(
        for mask: ElementMask, shape: [Int], size: Int, grouping: PatternGrouping, limit: Int
    ) -> ElementGroups? {
        let groups = ElementGroups(kept: 1, size: size, grouping: grouping)
        guard let axes = groups.matrices(ofShape: shape), limit > 0 else { return nil }
        var counts = [UInt8](repeating: 0, count: mask.elementCount / size)
        var largest: UInt8 = 1
        do throws(LimitExceeded) {
            try mask.forEach { element throws(LimitExceeded) in
                let group = groups.groupAndPlace(of: element, axes).group
                counts[group] += 1
                largest = max(largest, counts[group])
                if largest > limit { throw LimitExceeded() }
            }
        } catch {
            return nil
        }
        return ElementGroups(kept: Int(largest), size: size, grouping: grouping)
    }

    private struct LimitExceeded: Error {}
}
