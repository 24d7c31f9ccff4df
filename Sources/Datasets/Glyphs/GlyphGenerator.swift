/// Draws labelled pictures of invented glyphs: a task that needs no download.
///
/// A picture is grey, 28 × 28, light on dark like the images of IDX sets. The shape of its class is
/// turned, sheared, scaled, moved and bent, then disturbed by stray strokes, parts of other glyphs,
/// gaps, blur, fading and noise, each as far as ``GlyphDifficulty`` allows.
///
/// A picture depends only on the seed, the split and its index: a longer dataset starts with the
/// pictures of a shorter one, and the two splits share none.
public struct GlyphGenerator: Sendable, Hashable {
    /// The class counts that there are shapes for.
    public static let classCounts = 2...GlyphShape.all.count

    /// How many classes there are, in ``classCounts``; image *i* shows class *i* mod `classCount`.
    public let classCount: Int

    /// The seed of all draws.
    public let seed: UInt64

    /// How far pictures stray from the ideal shapes.
    public let difficulty: GlyphDifficulty

    /// Rows and columns of a picture.
    static let side = 28

    /// Creates a generator.
    ///
    /// - Parameters:
    ///   - classCount: In ``classCounts``.
    ///   - seed: The seed of all draws.
    ///   - difficulty: How far pictures stray from the ideal shapes.
    /// - Throws: ``DatasetError/invalidSetting(name:found:allowed:)``.
    public init(
        classCount: Int = 10, seed: UInt64 = 0, difficulty: GlyphDifficulty = .standard
    ) throws(DatasetError) {
        guard Self.classCounts.contains(classCount) else {
            throw .invalidSetting(
                name: "classCount", found: "\(classCount)", allowed: "in \(Self.classCounts)")
        }
        try difficulty.check()
        self.classCount = classCount
        self.seed = seed
        self.difficulty = difficulty
    }

    /// Returns the first `count` pictures of a split, drawn on all processors.
    ///
    /// - Parameters:
    ///   - count: At least 1.
    ///   - split: Which of the two sequences of pictures to draw.
    /// - Returns: Images of shape `[1, 28, 28]`.
    /// - Throws: ``DatasetError/invalidSetting(name:found:allowed:)``.
    /// - Complexity: O(`count`); about 20 µs a picture and processor.
    public func dataset(count: Int, split: DatasetSplit) throws(DatasetError) -> InMemoryImages {
        guard count >= 1 else {
            throw .invalidSetting(name: "count", found: "\(count)", allowed: "at least 1")
        }
        let shape = ImageShape(channelCount: 1, height: Self.side, width: Self.side)
        let pixels = packedPixels(count: count, imageSize: shape.elementCount) { index, pixels in
            paint(index: index, split: split, into: pixels)
        }
        return InMemoryImages(
            checkedName: "glyphs", classNames: GlyphShape.all.prefix(classCount).map(\.name),
            imageShape: shape, pixels: pixels,
            labels: (0..<count).map { UInt8($0 % classCount) })
    }
}
