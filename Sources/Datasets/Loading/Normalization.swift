/// The mean and deviation that each channel is brought to 0 and 1 with.
///
/// A byte *p* of channel *c* becomes (p/255 − mean[c]) / deviation[c].
public struct Normalization: Sendable, Hashable {
    /// One mean per channel, of pixels in `0...1`.
    public var mean: [Float]

    /// One deviation per channel, of pixels in `0...1`; finite and above 0.
    public var deviation: [Float]

    /// Creates a normalisation; ``BatchLoader`` checks that it fits its images.
    public init(mean: [Float], deviation: [Float]) {
        self.mean = mean
        self.deviation = deviation
    }

    /// Returns the normalisation that only scales bytes to `0...1`.
    public static func unit(channelCount: Int) -> Normalization {
        Normalization(
            mean: [Float](repeating: 0, count: channelCount),
            deviation: [Float](repeating: 1, count: channelCount))
    }
}

extension Normalization {
    /// Throws unless there is one finite mean and one positive deviation per channel.
    func check(channelCount: Int) throws(DatasetError) {
        for (name, values) in [("mean", mean), ("deviation", deviation)]
        where values.count != channelCount {
            throw .invalidSetting(
                name: "normalization.\(name)", found: "\(values.count) numbers",
                allowed: "\(channelCount), one per channel")
        }
        if let value = mean.first(where: { !$0.isFinite }) {
            throw .invalidSetting(
                name: "normalization.mean", found: "\(value)", allowed: "finite")
        }
        if let value = deviation.first(where: { !($0 > 0 && $0.isFinite) }) {
            throw .invalidSetting(
                name: "normalization.deviation", found: "\(value)", allowed: "finite and above 0")
        }
    }

    /// Returns the normalised value of every byte, `[channels, 256]`.
    package func table() -> [Float] {
        zip(mean, deviation).flatMap { mean, deviation in
            (0..<256).map { (Float($0) / 255 - mean) / deviation }
        }
    }
}

extension Normalization {
    /// The means and deviations of ImageNet's training images, as torchvision's networks use them.
    public static let imageNet = Normalization(
        mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

    /// To −1...1.
    public static let half = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
}
