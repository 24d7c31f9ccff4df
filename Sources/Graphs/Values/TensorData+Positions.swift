extension TensorData {
    /// The tensor with only some positions along an axis, in the given order.
    func keeping(_ positions: [Int], along axis: Int) throws(GraphError) -> TensorData {
        let inner = shape[(axis + 1)...].reduce(elementType.byteCount, *)
        let outer = shape[..<axis].reduce(1, *)
        let size = shape[axis]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(outer * positions.count * inner)
        withUnsafeBytes { source in
            for block in 0..<outer {
                for position in positions {
                    let first = (block * size + position) * inner
                    bytes.append(contentsOf: source[first..<first + inner])
                }
            }
        }
        var shape = shape
        shape[axis] = positions.count
        return try TensorData(elementType, shape: shape, bytes: bytes)
    }

    /// The tensor with zeros at some positions along an axis.
    func zeroing(_ positions: [Int], along axis: Int) throws(GraphError) -> TensorData {
        let inner = shape[(axis + 1)...].reduce(elementType.byteCount, *)
        let outer = shape[..<axis].reduce(1, *)
        var bytes = withUnsafeBytes { Array($0) }
        for block in 0..<outer {
            for position in positions {
                let first = (block * shape[axis] + position) * inner
                for place in first..<first + inner { bytes[place] = 0 }
            }
        }
        return try TensorData(elementType, shape: shape, bytes: bytes)
    }

    /// For each position along an axis whether all its elements are zero, of either sign.
    func zeroPositions(along axis: Int) -> [Bool] {
        let inner = shape[(axis + 1)...].reduce(1, *)
        let count = shape[axis]
        var result = [Bool](repeating: true, count: count)
        for (place, number) in numbers.enumerated() where number != 0 {
            result[place / inner % count] = false
        }
        return result
    }
}
