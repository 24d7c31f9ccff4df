/// The size of every image of a dataset: channels, height and width in pixels.
public struct ImageShape: Sendable, Hashable {
    /// 1 for grey images, 3 for colour images in the order red, green, blue.
    public var channelCount: Int

    /// Rows of one channel, at least 1.
    public var height: Int

    /// Columns of one channel, at least 1.
    public var width: Int

    /// Creates a shape; all three numbers must be at least 1.
    public init(channelCount: Int, height: Int, width: Int) {
        precondition(
            channelCount >= 1 && height >= 1 && width >= 1,
            "image shape [\(channelCount), \(height), \(width)] has a side below 1")
        self.channelCount = channelCount
        self.height = height
        self.width = width
    }

    /// Pixels of one channel.
    public var pixelsPerChannel: Int { height * width }

    /// Values of one image over all channels; the bytes it takes in a dataset.
    public var elementCount: Int { channelCount * pixelsPerChannel }
}

extension ImageShape: CustomStringConvertible {
    /// `[channels, height, width]` in numbers, such as `[3, 32, 32]`.
    public var description: String { "[\(channelCount), \(height), \(width)]" }
}
