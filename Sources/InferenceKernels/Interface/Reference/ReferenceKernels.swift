/// The kernels written plainly, one element after another: what the fast ones are tested beside.
///
/// They write exactly the elements that they are asked for.
public enum ReferenceKernels: KernelLevel {
    /// As wide as those of the fast kernels, so that plans are the same.
    public static var tileLaneCount: Int { 64 }

    /// As many rows as any of the fast kernels takes.
    public static func rowCount(ofTileWithLanes laneCount: Int) -> Int { 4 }

    /// One product a round.
    public static var registerProductCount: Int { 1 }

    /// Multiplies and adds one number.
    public static func multiplyInRegisters(_ roundCount: Int, _ factor: Float) -> Float {
        (0..<roundCount).reduce(factor) { sum, _ in factor + sum * factor }
    }

    /// Multiplies a tile of activations by a block of sparse weights.
    public static func multiply(_ weights: SparseBlock, _ tile: ProductTile) {
        var (row, place) = (0, 0)
        for run in weights.runs {
            for _ in 0..<run.rowCount {
                let output = Int(weights.rows[row])
                let places = place..<place + Int(run.nonZeroCount)
                for member in 0..<min(weights.height, weights.lastOutput - output + 1) {
                    for (imageRow, lane) in tile.lanes {
                        tile.write(output + member, imageRow * tile.outputRowStride + lane) { sum in
                            let start = tile.panel + (imageRow * tile.panelRowStride + lane)
                            for place in places {
                                let value = weights.values[place * weights.height + member]
                                sum += value * start[Int(weights.offsets[place])]
                            }
                        }
                    }
                }
                row += 1
                place = places.upperBound
            }
        }
    }

    /// Multiplies a tile of activations by a block of dense weights.
    public static func multiply(_ weights: DenseBlock, _ tile: ProductTile) {
        for output in weights.outputs {
            let start = weights.matrix + output * weights.rowStride
            for lane in 0..<tile.laneCount {
                tile.write(output, lane) { sum in
                    for input in 0..<weights.depth {
                        sum +=
                            start[input * weights.inputStride]
                            * tile.panel[input * weights.panelStride + lane]
                    }
                }
            }
        }
    }

    /// Multiplies one vector by the rows of a matrix.
    public static func multiply(_ product: VectorProduct) {
        for row in product.outputs {
            var sum = product.bias.map { $0[row] } ?? 0
            for input in 0..<product.depth {
                sum += product.matrix[row * product.depth + input] * product.vector[input]
            }
            product.output[row] = product.bounds.clamp(sum)
        }
    }

    /// Computes the sums of planes.
    public static func sum(_ planes: PlaneSums) {
        for plane in 0..<planes.planeCount {
            let start = planes.input + plane * planes.planeStride
            let total = (0..<planes.elementCount).reduce(Float(0)) { $0 + start[$1] }
            planes.output[plane * planes.outputStride] = total * planes.scale
        }
    }

    /// Copies a matrix with its axes swapped.
    public static func transpose(_ matrix: TransposedMatrix) {
        for row in 0..<matrix.rowCount {
            for column in 0..<matrix.columnCount {
                matrix.output[column * matrix.outputStride + row] =
                    matrix.input[row * matrix.inputStride + column]
            }
        }
    }
}

extension ProductTile {
    /// The row and the lane of each element; those behind a row that belong to the next one are left
    /// to that.
    fileprivate var lanes: [(row: Int, lane: Int)] {
        (0..<rowCount).flatMap { row in
            let isLast = row == rowCount - 1
            return (0..<(isLast ? laneCount : min(laneCount, outputRowStride))).map { (row, $0) }
        }
    }

    /// Computes one element of the output, with all that stands before and after the products.
    fileprivate func write(_ row: Int, _ lane: Int, _ addProducts: (inout Float) -> Void) {
        let place = row * outputStride + lane
        var sum = isFirst ? bias.map { $0[row] } ?? 0 : output[place]
        addProducts(&sum)
        if isLast {
            if let residual { sum += residual[row * residualStride + lane] }
            sum = bounds.clamp(sum)
        }
        output[place] = sum
    }
}

extension Bounds {
    /// A number between the bounds.
    func clamp(_ number: Float) -> Float { min(max(number, lower), upper) }
}
