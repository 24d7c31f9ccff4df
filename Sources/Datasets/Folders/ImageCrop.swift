/// A rule that says which part of an image a network sees.
public protocol ImageCrop: Sendable {
    /// Rows and columns of what it cuts out, at least 1.
    var size: Int { get }

    /// Returns the part of one image.
    ///
    /// - Parameters:
    ///   - width: Columns of the image, at least 1.
    ///   - height: Rows of the image, at least 1.
    ///   - random: The source of whatever is left to chance.
    /// - Returns: A window inside the image that keeps ``size`` rows and columns.
    func window(width: Int, height: Int, random: inout SeededRandom) -> CropWindow

    /// Throws ``DatasetError/invalidSetting(name:found:allowed:)`` unless every setting is in its
    /// range.
    func check() throws(DatasetError)
}

/// A part of an image and the size that it is brought to.
public struct CropWindow: Sendable, Hashable {
    /// The part's columns.
    public var columns: Span

    /// The part's rows.
    public var rows: Span

    /// Creates a window of the given columns and rows.
    public init(columns: Span, rows: Span) {
        self.columns = columns
        self.rows = rows
    }

    /// One direction of a window: some pixels in a line, resized to others, of which some are kept.
    public struct Span: Sendable, Hashable {
        /// The pixels of the image, at least one. No others count, even beside the edges.
        public var source: Range<Int>

        /// How many pixels they become, at least 1.
        public var resizedCount: Int

        /// Which of these are kept.
        public var kept: Range<Int>

        /// Creates a span; without `kept`, all pixels are.
        public init(source: Range<Int>, resizedCount: Int, kept: Range<Int>? = nil) {
            self.source = source
            self.resizedCount = resizedCount
            self.kept = kept ?? 0..<resizedCount
        }
    }
}
