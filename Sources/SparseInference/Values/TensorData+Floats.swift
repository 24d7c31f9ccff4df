public import Graphs

extension TensorData {
    /// The elements as single-precision numbers, the last axis fastest.
    public var floats: [Float] {
        guard elementType == .float32 else { return numbers.map { Float($0) } }
        return withUnsafeBytes { bytes in
            [Float](unsafeUninitializedCapacity: elementCount) { target, count in
                UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
                count = elementCount
            }
        }
    }

    /// Calls `body` with the elements of a tensor in single precision.
    func withFloats(_ body: (UnsafePointer<Float>) -> Void) {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            if UInt(bitPattern: start).isMultiple(of: UInt(MemoryLayout<Float>.alignment)) {
                body(start.assumingMemoryBound(to: Float.self))
            } else {
                floats.withUnsafeBufferPointer { $0.baseAddress.map(body) }
            }
        }
    }
}
