import Kernels
import Tensors

/// Images `[batch, channels, height, width]` as the kernels read them.
extension Tensor {
    /// Whether the elements are of single precision and in the main memory.
    var isOfKernels: Bool { device == .cpu && scalarType == .float32 }

    /// The order in which the values lie without gaps; `nil` for another one.
    ///
    /// Where images are single pixels or have one channel, both orders are the same.
    var imageOrder: ImageLayout.Order? {
        get throws {
            if try isDense(.channelsLast) { return .channelsLast }
            return isContiguous ? .planes : nil
        }
    }

    /// Whether the values lie in `order` without gaps.
    func isDense(_ order: ImageLayout.Order) throws -> Bool {
        try inOrder(order).isContiguous
    }

    /// The same values in `order`; this tensor itself if they lie so.
    func laidOut(_ order: ImageLayout.Order) throws -> Tensor {
        if try isDense(order) { return self }
        return try order == .planes ? contiguous() : laidOut(MemoryFormat.channelsLast)
    }

    /// The same elements with their axes in the order in which they lie in memory.
    fileprivate func inOrder(_ order: ImageLayout.Order) throws -> Tensor {
        guard order == .channelsLast else { return self }
        return try withoutGradients { try permuted([0, 2, 3, 1]) }
    }
}

/// Lets `body` read and write the values of dense images in place; there are none for `nil`.
func withUnsafeImages<Result>(
    _ images: [Tensor?], _ order: ImageLayout.Order,
    _ body: ([UnsafeMutableBufferPointer<Float>]) throws -> Result
) throws -> Result {
    func collect(_ buffers: [UnsafeMutableBufferPointer<Float>]) throws -> Result {
        guard buffers.count < images.count else { return try body(buffers) }
        guard let image = images[buffers.count] else {
            return try collect(buffers + [UnsafeMutableBufferPointer(start: nil, count: 0)])
        }
        return try image.inOrder(order).withUnsafeFloats { try collect(buffers + [$0]) }
    }
    return try collect([])
}
