import CImageCodecs

extension ImageFile {
    /// Decodes the image, at reduced size where that is all that is asked for.
    ///
    /// A JPEG file can be decoded at 1/2, 1/4 or 1/8 of its sides, rounded up, for a fraction of the
    /// work; the smallest of these that still is as large as asked for is taken. Other formats are
    /// decoded at their own size.
    ///
    /// - Parameters:
    ///   - minimumWidth: Columns wanted, or `nil` for the image's own size.
    ///   - minimumHeight: Rows wanted, or `nil` for the image's own size.
    /// - Returns: The image; smaller than asked for only if the file is.
    /// - Throws: ``DatasetError/undecodableImage(file:reason:)``.
    public func decode(
        minimumWidth: Int? = nil, minimumHeight: Int? = nil
    ) throws(DatasetError) -> RGBImage {
        let denominator = denominator(
            width: width, height: height, minimumWidth: minimumWidth ?? width,
            minimumHeight: minimumHeight ?? height)
        let rows = 0..<Self.scaled(height, by: denominator)
        return try decode(denominator: denominator, rows: rows)
    }

    /// Returns the largest denominator at which `width` × `height` pixels are still as many as asked
    /// for.
    package func denominator(
        width: Int, height: Int, minimumWidth: Int, minimumHeight: Int
    ) -> Int {
        guard format == .jpeg else { return 1 }
        let fitting = [8, 4, 2].first {
            width >= $0 * minimumWidth && height >= $0 * minimumHeight
        }
        return fitting ?? 1
    }

    /// Decodes at least some of the rows; what lies below them in the file is not looked at.
    ///
    /// - Parameters:
    ///   - denominator: 1, 2, 4 or 8 for JPEG, 1 for other formats.
    ///   - rows: Rows after the division by `denominator`, at least one.
    /// - Returns: These rows in full width.
    /// - Throws: ``DatasetError/undecodableImage(file:reason:)``.
    package func decode(denominator: Int, rows: Range<Int>) throws(DatasetError) -> RGBImage {
        switch format {
        case .jpeg: try decodeJPEG(denominator: denominator, rows: rows)
        case .png, .webP, .bmp, .tiff, .netpbm: try decodeWhole(rows: rows)
        }
    }

    /// Returns the pixels that `count` of them become at 1/`denominator`.
    static func scaled(_ count: Int, by denominator: Int) -> Int {
        (count + denominator - 1) / denominator
    }

    private func decodeJPEG(denominator: Int, rows: Range<Int>) throws(DatasetError) -> RGBImage {
        let scaledWidth = Self.scaled(width, by: denominator)
        var request = cimage_jpeg_request(
            denominator: UInt32(denominator), width: UInt32(scaledWidth),
            first_row: UInt32(rows.lowerBound), row_count: UInt32(rows.count),
            accepts_damage: options.acceptsDamage)
        let pixels = try decode(width: scaledWidth, height: rows.count) { pixels, message in
            cimage_jpeg_decode(bytes, bytes.count, &request, pixels, message)
        }
        return RGBImage(width: scaledWidth, height: rows.count, pixels: pixels)
    }

    /// Decodes the whole image and returns some of its rows.
    private func decodeWhole(rows: Range<Int>) throws(DatasetError) -> RGBImage {
        let pixels = try wholePixels()
        guard rows.count < height else {
            return RGBImage(width: width, height: height, pixels: pixels)
        }
        let wanted = pixels[rows.lowerBound * width * 3..<rows.upperBound * width * 3]
        return RGBImage(width: width, height: rows.count, pixels: Array(wanted))
    }

    private func wholePixels() throws(DatasetError) -> [UInt8] {
        let size = cimage_size(width: UInt32(width), height: UInt32(height))
        switch format {
        case .bmp: return try BMPHeader(bytes, file: name).pixels(of: bytes)
        case .netpbm: return try NetpbmHeader(bytes, file: name).pixels(of: bytes)
        case .jpeg, .png, .webP, .tiff:
            return try decode(width: width, height: height) { pixels, message in
                switch format {
                case .png: cimage_png_decode(bytes, bytes.count, size, pixels, message)
                case .webP: cimage_webp_decode(bytes, bytes.count, size, pixels, message)
                case .tiff: cimage_tiff_decode(bytes, bytes.count, size, pixels, message)
                case .jpeg, .bmp, .netpbm: CIMAGE_FAILED
                }
            }
        }
    }

    /// Returns the bytes that `function` writes, `[height, width, 3]`.
    private func decode(
        width: Int, height: Int,
        _ function: (UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<CChar>?) -> cimage_status
    ) throws(DatasetError) -> [UInt8] {
        var failure: DatasetError?
        let pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { pixels, count in
            do throws(DatasetError) {
                try Codec.call(file: name) { function(pixels.baseAddress, $0) }
                count = 3 * width * height
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return pixels
    }
}
