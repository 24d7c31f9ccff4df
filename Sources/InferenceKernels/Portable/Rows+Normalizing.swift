public import InferenceKernels

extension Level {
    /// Computes softmax along one axis.
    public static func softmax(_ rows: NormalizedRows) {
        rows.forEachPart { part in
            if part.isAcross {
                part.softmaxAcross(scale: rows.scale)
            } else {
                part.softmaxAlong(scale: rows.scale)
            }
        }
    }

    /// Computes layer norm along one axis.
    public static func normalize(_ rows: NormalizedRows, _ norm: LayerNorm) {
        rows.forEachPart { part in
            if part.isAcross {
                part.normalizeAcross(norm)
            } else {
                part.normalizeAlong(norm)
            }
        }
    }
}

/// Sixteen columns with neighbouring elements, or one row.
private struct RowPart {
    let input: UnsafePointer<Float>
    let stride: Int
    let output: UnsafeMutablePointer<Float>
    let outputStride: Int
    let length: Int
    /// How many of the lanes are there; 0 for a row.
    let laneCount: Int

    /// Whether lanes are columns.
    var isAcross: Bool { laneCount > 0 }

    @inline(__always)
    private func lanes(_ index: Int) -> Lanes {
        let address = input + index &* stride
        return laneCount == Lanes.count ? Lanes.load(address) : Lanes(address, count: laneCount)
    }

    @inline(__always)
    private func write(_ lanes: Lanes, _ index: Int) {
        let address = output + index &* outputStride
        if laneCount == Lanes.count {
            lanes.store(address)
        } else {
            lanes.store(address, count: laneCount)
        }
    }

    @inline(__always)
    private func result(_ index: Int) -> Lanes {
        let address = UnsafePointer(output) + index &* outputStride
        return laneCount == Lanes.count ? Lanes.load(address) : Lanes(address, count: laneCount)
    }

    func softmaxAcross(scale: Float) {
        var greatest = lanes(0)
        for index in 1..<max(1, length) { greatest.formMaximum(lanes(index)) }
        var total = Lanes.zero
        for index in 0..<length {
            let power = exponential((lanes(index) - greatest) * Lanes(repeating: scale))
            total += power
            write(power, index)
        }
        let factor = Lanes(repeating: 1) / total
        for index in 0..<length { write(result(index) * factor, index) }
    }

    func normalizeAcross(_ norm: LayerNorm) {
        let share = Lanes(repeating: 1 / Float(length))
        var total = Lanes.zero
        for index in 0..<length { total += lanes(index) }
        let mean = total * share
        var squares = Lanes.zero
        for index in 0..<length {
            let distance = lanes(index) - mean
            squares = multiplyAdd(squares, distance, distance)
        }
        let deviation = (squares * share + Lanes(repeating: norm.epsilon)).squareRoot()
        let factor = Lanes(repeating: 1) / deviation
        for index in 0..<length {
            let scaled = (lanes(index) - mean) * factor * Lanes(repeating: norm.scale[index])
            write(scaled + Lanes(repeating: norm.bias.map { $0[index] } ?? 0), index)
        }
    }

    /// The elements of a row, sixteen at a time, `filler` behind its end.
    @inline(__always)
    private func forEachVector(_ filler: Float, _ body: (_ index: Int, _ lanes: Lanes) -> Void) {
        var index = 0
        while length &- index >= Lanes.count {
            body(index, Lanes.load(input + index))
            index &+= Lanes.count
        }
        if index < length {
            var lanes = Lanes(repeating: filler)
            for lane in 0..<length &- index { lanes[lane] = input[index &+ lane] }
            body(index, lanes)
        }
    }

    @inline(__always)
    private func writeVector(_ lanes: Lanes, _ index: Int) {
        if length &- index >= Lanes.count {
            lanes.store(output + index)
        } else {
            lanes.store(output + index, count: length &- index)
        }
    }

    func softmaxAlong(scale: Float) {
        var greatest = Lanes(repeating: -.infinity)
        forEachVector(-.infinity) { greatest.formMaximum($1) }
        let maximum = Lanes(repeating: greatest.max())
        var total = Lanes.zero
        forEachVector(-.infinity) { index, lanes in
            // Behind the end nothing may be added.
            let power = exponential((lanes - maximum) * Lanes(repeating: scale))
                .replacing(with: 0, where: lanes .== Lanes(repeating: -.infinity))
            total += power
            writeVector(power, index)
        }
        let factor = Lanes(repeating: 1 / total.sum())
        let powers = RowPart(
            input: UnsafePointer(output), stride: 1, output: output, outputStride: 1,
            length: length, laneCount: 0)
        powers.forEachVector(0) { index, power in writeVector(power * factor, index) }
    }

    func normalizeAlong(_ norm: LayerNorm) {
        var total = Lanes.zero
        forEachVector(0) { total += $1 }
        let mean = Lanes(repeating: total.sum() / Float(length))
        var squares = Lanes.zero
        forEachVector(mean[0]) {
            let distance = $1 - mean
            squares = multiplyAdd(squares, distance, distance)
        }
        let factor = Lanes(
            repeating: 1 / (squares.sum() / Float(length) + norm.epsilon).squareRoot())
        forEachVector(0) { index, lanes in
            let count = min(Lanes.count, length &- index)
            let scale = Lanes(norm.scale + index, count: count)
            let bias = norm.bias.map { Lanes($0 + index, count: count) } ?? .zero
            writeVector((lanes - mean) * factor * scale + bias, index)
        }
    }
}

extension NormalizedRows {
    /// Calls `body` with each row, or with each sixteen columns.
    @inline(__always)
    fileprivate func forEachPart(_ body: (RowPart) -> Void) {
        let step = isAcross ? Lanes.count : 1
        var lane = 0
        while lane < laneCount {
            body(
                RowPart(
                    input: input + lane &* laneStride, stride: stride,
                    output: output + lane &* outputLaneStride, outputStride: outputStride,
                    length: length, laneCount: isAcross ? min(step, laneCount &- lane) : 0))
            lane &+= step
        }
    }
}
