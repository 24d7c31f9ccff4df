/// Elements that stand in a file in another order than row-major.
struct StridedElements {
    /// The sizes of the axes, outermost first.
    let shape: [Int]
    /// How many elements lie between neighbours along each axis.
    let strides: [Int]
    /// The size of one element in bytes: 1, 2, 4 or 8.
    let elementByteCount: Int

    /// Returns the elements in row-major order, from the bytes from the first to the last of them.
    ///
    /// - Parameter bytes: Must hold every element that shape and strides reach.
    /// - Returns: The bytes of the elements.
    func rowMajorBytes(from bytes: UnsafeRawBufferPointer) -> [UInt8] {
        switch elementByteCount {
        case 1: rowMajorBytes(from: bytes, as: UInt8.self)
        case 2: rowMajorBytes(from: bytes, as: UInt16.self)
        case 4: rowMajorBytes(from: bytes, as: UInt32.self)
        default: rowMajorBytes(from: bytes, as: UInt64.self)
        }
    }

    private func rowMajorBytes<Word: BitwiseCopyable>(
        from bytes: UnsafeRawBufferPointer, as type: Word.Type
    ) -> [UInt8] {
        let size = MemoryLayout<Word>.size
        let elementCount = shape.reduce(1, *)
        return Array(unsafeUninitializedCapacity: elementCount * size) { buffer, initializedCount in
            let target = UnsafeMutableRawBufferPointer(buffer)
            var index = [Int](repeating: 0, count: shape.count)
            var source = 0
            for position in 0..<elementCount {
                let word = bytes.loadUnaligned(fromByteOffset: source * size, as: type)
                target.storeBytes(of: word, toByteOffset: position * size, as: type)
                advance(&index, &source)
            }
            initializedCount = elementCount * size
        }
    }

    /// Moves to the next element in row-major order, from the last one to the first.
    private func advance(_ index: inout [Int], _ source: inout Int) {
        for axis in shape.indices.reversed() {
            index[axis] += 1
            source += strides[axis]
            if index[axis] < shape[axis] { return }
            source -= index[axis] * strides[axis]
            index[axis] = 0
        }
    }
}
