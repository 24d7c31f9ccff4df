extension ImageFile {
    /// Decodes the part of the image that a window shows, in the window's size.
    ///
    /// A JPEG file is decoded at the smallest scale that is not below the size that the part is
    /// resized to, if not asked otherwise, and only as far down as the part reaches: damage further
    /// down goes unnoticed.
    ///
    /// - Parameters:
    ///   - window: The part; it lies inside the image.
    ///   - isMirrored: Whether left and right change places.
    ///   - isExact: Whether the image is decoded at its own size, as Pillow does: slower, and without
    ///     the few grey levels by which scaling while decoding differs.
    ///   - planes: `[3, rows, columns]` of what the window keeps; all of it is written.
    /// - Throws: ``DatasetError/undecodableImage(file:reason:)``.
    package func decode(
        window: CropWindow, isMirrored: Bool, isExact: Bool = false,
        into planes: UnsafeMutableBufferPointer<UInt8>
    ) throws(DatasetError) {
        let denominator =
            isExact
            ? 1
            : denominator(
                width: window.columns.source.count, height: window.rows.source.count,
                minimumWidth: window.columns.resizedCount,
                minimumHeight: window.rows.resizedCount)
        let columns = Self.weights(of: window.columns, denominator: denominator)
        let rows = Self.weights(of: window.rows, denominator: denominator)
        let needed = rows.neededInputs
        let image = try decode(denominator: denominator, rows: needed)
        Resampling.resample(
            image, columns: columns, rows: rows, firstRow: needed.lowerBound,
            isMirrored: isMirrored, into: planes)
    }

    /// Returns the weights of a span's pixels in the image that is decoded at 1/`denominator`.
    private static func weights(of span: CropWindow.Span, denominator: Int) -> ResamplingWeights {
        let scaledStart = Double(span.source.lowerBound) / Double(denominator)
        let scaledEnd = Double(span.source.upperBound) / Double(denominator)
        let inputs = Int(scaledStart)..<Int(scaledEnd.rounded(.up))
        return ResamplingWeights(
            from: scaledStart, to: scaledEnd, inputs: inputs, outputCount: span.resizedCount,
            outputs: span.kept)
    }
}
