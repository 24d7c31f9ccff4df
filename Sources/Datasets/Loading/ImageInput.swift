/// How images come to a network.
public struct ImageInput: Codable, Equatable, Sendable {
    /// Channels, height and width.
    public var shape: [Int]

    /// The mean of each channel that is subtracted, of pixels in `0...1`.
    public var mean: [Float]

    /// The deviation of each channel that is divided by, of pixels in `0...1`.
    public var deviation: [Float]

    /// Says how images come to a network.
    public init(shape: [Int], mean: [Float], deviation: [Float]) {
        (self.shape, self.mean, self.deviation) = (shape, mean, deviation)
    }
}
