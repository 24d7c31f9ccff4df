/// How much a generated glyph differs from the ideal shape of its class.
///
/// Lengths are shares of the glyph's side; each distortion is drawn uniformly between none and the
/// given amount, in both directions where it has two.
public struct GlyphDifficulty: Sendable, Hashable {
    /// Largest rotation in radians.
    public var rotation: Float

    /// Largest shear: how far the top moves against the bottom.
    public var shear: Float

    /// Largest relative change of width and, independently, of height; 0...1.
    public var scale: Float

    /// Largest move of the centre to either side and up or down.
    public var shift: Float

    /// Largest amplitude of the elastic wave that bends the strokes.
    public var wobble: Float

    /// Largest move of a stroke's corner or end.
    public var jitter: Float

    /// Largest deviation of the noise that is added to each pixel, where 1 is white on black.
    public var noise: Float

    /// Largest loss of contrast between ink and ground, 0...1.
    public var fading: Float

    /// Largest number of stray strokes.
    public var strayStrokeCount: Int

    /// Probability that a part of another class's glyph looks in from the border.
    public var intruderProbability: Float

    /// Probability that a band across the glyph is rubbed out.
    public var gapProbability: Float

    /// Creates a difficulty from its amounts, zero where none is given.
    public init(
        rotation: Float = 0, shear: Float = 0, scale: Float = 0, shift: Float = 0,
        wobble: Float = 0, jitter: Float = 0, noise: Float = 0, fading: Float = 0,
        strayStrokeCount: Int = 0, intruderProbability: Float = 0, gapProbability: Float = 0
    ) {
        self.rotation = rotation
        self.shear = shear
        self.scale = scale
        self.shift = shift
        self.wobble = wobble
        self.jitter = jitter
        self.noise = noise
        self.fading = fading
        self.strayStrokeCount = strayStrokeCount
        self.intruderProbability = intruderProbability
        self.gapProbability = gapProbability
    }

    /// Upright glyphs without noise or clutter, only their thickness varies.
    public static let clean = GlyphDifficulty()

    /// Hard enough that a network of 220,000 weights that has seen 12,000 glyphs eight times makes
    /// two or three mistakes in a hundred.
    public static let standard = GlyphDifficulty(
        rotation: 0.35, shear: 0.25, scale: 0.2, shift: 0.08, wobble: 0.04, jitter: 0.04,
        noise: 0.15, fading: 0.5, strayStrokeCount: 2, intruderProbability: 0.4,
        gapProbability: 0.35)
}
