/// How images come to a network.
public struct ImageInput: Codable, Equatable, Sendable {
    /// Channels, height and width.
    public var shape: [Int]

    /// The mean of each channel that is subtracted, of pixels in `0...1`.
    public var mean: [Float]

    /// The deviation of each channel that is divided by, of pixels in `0...1`.
    public var deviation: [Float]

    /// The length to which the shorter side of a photograph is brought before the middle is cut out;
    /// `nil` for images that have their size already.
    public var resizedSide: Int?

    /// Says how images come to a network.
    public init(shape: [Int], mean: [Float], deviation: [Float], resizedSide: Int? = nil) {
        (self.shape, self.mean, self.deviation) = (shape, mean, deviation)
        self.resizedSide = resizedSide
    }
}
