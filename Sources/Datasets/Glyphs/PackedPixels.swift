import Dispatch

/// Draws many images on all processors.
///
/// - Parameters:
///   - count: How many images.
///   - imageSize: Bytes of one image.
///   - paint: Fills the image with the given index; it is called once for each, on any thread.
/// - Returns: `[count, imageSize]`.
func packedPixels(
    count: Int, imageSize: Int,
    paint: @Sendable (Int, UnsafeMutableBufferPointer<UInt8>) -> Void
) -> [UInt8] {
    // About a millisecond's work, so that handing it out costs next to nothing.
    let imagesPerTask = 32
    let taskCount = (count + imagesPerTask - 1) / imagesPerTask
    return [UInt8](unsafeUninitializedCapacity: count * imageSize) { buffer, initializedCount in
        buffer.initialize(repeating: 0)
        // Every image is a part of its own, so the threads never write to the same byte.
        nonisolated(unsafe) let pixels = buffer
        DispatchQueue.concurrentPerform(iterations: taskCount) { task in
            for index in task * imagesPerTask..<min(count, (task + 1) * imagesPerTask) {
                let range = index * imageSize..<(index + 1) * imageSize
                paint(index, UnsafeMutableBufferPointer(rebasing: pixels[range]))
            }
        }
        initializedCount = count * imageSize
    }
}
