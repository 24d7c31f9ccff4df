/// What an image file may ask of the machine, and how much of it may be lost.
public struct DecodingOptions: Sendable, Hashable {
    /// Most pixels that an image may have, before any scaling.
    ///
    /// The default is what takes a quarter of a gigabyte as red, green and blue, and also Pillow's.
    public var maximumPixelCount: Int

    /// Most bytes that a file may have.
    public var maximumFileSize: Int

    /// Whether a JPEG file of which a part is cut off or unreadable is used nevertheless, the lost
    /// part in grey.
    public var acceptsDamage: Bool

    /// Creates options; both limits must be at least 1.
    public init(
        maximumPixelCount: Int = 89_478_485, maximumFileSize: Int = 1 << 28,
        acceptsDamage: Bool = false
    ) {
        self.maximumPixelCount = maximumPixelCount
        self.maximumFileSize = maximumFileSize
        self.acceptsDamage = acceptsDamage
    }

    /// Throws unless the limits are in their ranges.
    func check() throws(DatasetError) {
        for (name, value) in [
            ("maximumPixelCount", maximumPixelCount), ("maximumFileSize", maximumFileSize),
        ] where value < 1 {
            throw .invalidSetting(
                name: "decoding.\(name)", found: "\(value)", allowed: "at least 1")
        }
    }
}
