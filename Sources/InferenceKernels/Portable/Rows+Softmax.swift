public import InferenceKernels

extension Level {
    /// Computes softmax along one axis.
    public static func softmax(_ rows: NormalizedRows) {
        rows.forEachPart { part, lane in
            if !part.isAcross {
                softmax(part, rows, lane)
            } else if part.isWhole {
                softmax(Columns<WholeLanes>(part: part), rows, lane)
            } else {
                softmax(Columns<PartOfLanes>(part: part), rows, lane)
            }
        }
    }

    private static func softmax<Access>(
        _ columns: Columns<Access>, _ rows: NormalizedRows, _ lane: Int
    ) {
        guard let mask = rows.mask else {
            columns.softmax(scale: rows.scale) {
                columns.lanes($0)
            } again: {
                columns.lanes($0)
            }
            return
        }
        let numbers = mask.numbers + lane &* mask.laneStride
        let scale = Lanes(repeating: rows.scale)
        columns.softmax(scale: 1) { index in
            let scores = mask.masked(
                columns.lanes(index) * scale, numbers + index &* mask.stride, mask.laneStride,
                count: Access.isWhole ? Lanes.count : columns.part.laneCount)
            columns.write(scores, index)
            return scores
        } again: {
            columns.result($0)
        }
    }

    @inline(__always)
    private static func softmax(_ row: RowPart, _ rows: NormalizedRows, _ lane: Int) {
        guard let mask = rows.mask else {
            row.softmax(scale: rows.scale) { _, lanes, _ in lanes }
            return
        }
        let numbers = mask.numbers + lane &* mask.laneStride
        let scale = Lanes(repeating: rows.scale)
        row.softmax(scale: 1) { index, lanes, count in
            mask.masked(
                lanes * scale, numbers + index &* mask.stride, mask.stride, count: count)
        }
    }
}

extension Columns {
    /// The softmax of columns, whose numbers `read` gives once, and `again` a second time.
    ///
    /// Each is called at one place alone, so that the compiler puts it there.
    @inline(__always)
    func softmax(
        scale: Float, _ read: (_ index: Int) -> Lanes, again: (_ index: Int) -> Lanes
    ) {
        var greatest = Lanes(repeating: -.infinity)
        for index in 0..<part.length { greatest.formMaximum(read(index)) }
        var total = Lanes.zero
        for index in 0..<part.length {
            let power = share((again(index) - greatest) * Lanes(repeating: scale))
            total += power
            write(power, index)
        }
        let factor = Lanes(repeating: 1) / total
        for index in 0..<part.length { write(result(index) * factor, index) }
    }
}

extension RowPart {
    /// The softmax of a row, of whose numbers `masked` gives those that count; -∞ stays.
    @inline(__always)
    func softmax(
        scale: Float, _ masked: (_ index: Int, _ lanes: Lanes, _ count: Int) -> Lanes
    ) {
        var greatest = Lanes(repeating: -.infinity)
        forEachVector(-.infinity) { greatest.formMaximum(masked($0, $1, $2)) }
        let maximum = Lanes(repeating: greatest.max())
        var total = Lanes.zero
        forEachVector(-.infinity) { index, lanes, count in
            let power = share((masked(index, lanes, count) - maximum) * Lanes(repeating: scale))
            total += power
            writeVector(power, index, count)
        }
        let factor = Lanes(repeating: 1 / total.sum())
        let powers = RowPart(
            input: UnsafePointer(output), stride: 1, output: output, outputStride: 1,
            length: length, laneCount: 0)
        powers.forEachVector(0) { writeVector($1 * factor, $0, $2) }
    }
}

/// eˣ, and exactly 0 where it is too small for a float without loss of digits: products with
/// such numbers are slow.
@inline(__always)
private func share(_ x: Lanes) -> Lanes {
    exponential(x).replacing(with: 0, where: x .< Lanes(repeating: -87.33654))
}

extension SoftmaxMask {
    /// Scores with the mask.
    ///
    /// - Parameters:
    ///   - scores: The scaled numbers.
    ///   - address: The first number of the mask.
    ///   - distance: The distance of its numbers, 0 or 1.
    ///   - count: How many of the lanes there are; the others stay -∞ if they are.
    /// - Returns: What the softmax is of.
    @inline(__always)
    fileprivate func masked(
        _ scores: Lanes, _ address: UnsafePointer<Float>, _ distance: Int, count: Int
    ) -> Lanes {
        var mask = Lanes(repeating: 1)
        if count < Lanes.count {
            for lane in 0..<count { mask[lane] = address[lane &* distance] }
        } else {
            mask = distance == 0 ? Lanes(repeating: address.pointee) : Lanes.load(address)
        }
        switch function {
        case .added: return scores + mask
        case .replacing(let other):
            return scores.replacing(with: other, where: mask .== Lanes.zero)
        }
    }
}
