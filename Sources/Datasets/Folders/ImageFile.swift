import CImageCodecs
public import Files

/// The bytes of an image file whose header has been read and found acceptable.
///
/// The content decides which ``ImageFormat`` it is, not the name. Images come out as 8-bit red, green
/// and blue: grey is repeated, CMYK is converted as Pillow converts it, transparency is dropped, and
/// of 16-bit values the high byte stays, but those of PPM and PGM are scaled. Of a moving picture and
/// of a file of several pages the first counts. Colour profiles are ignored. An orientation in Exif
/// data is **not** applied: torchvision's `ImageFolder` does not either, and pretrained networks know
/// the images that way. That of a TIFF file is, there as here.
public struct ImageFile: Sendable {
    /// What error messages call the file: its path, if it has one.
    public let name: String

    /// What the bytes are.
    public let format: ImageFormat

    /// Columns before any scaling, at least 1.
    public let width: Int

    /// Rows before any scaling, at least 1.
    public let height: Int

    let bytes: [UInt8]
    let options: DecodingOptions

    /// Reads a file and its header; nothing is decoded yet.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - options: Its limits.
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)``,
    ///   ``DatasetError/giantFile(file:found:allowed:)`` or what ``init(bytes:name:options:)`` throws.
    public init(path: String, options: DecodingOptions = DecodingOptions()) throws(DatasetError) {
        try self.init(path: FilePath(path), options: options)
    }

    /// Reads a file and its header; nothing is decoded yet.
    ///
    /// - Throws: As ``init(path:options:)-(String,_)``.
    public init(path: FilePath, options: DecodingOptions = DecodingOptions()) throws(DatasetError) {
        let bytes = try FileBytes.contents(ofFile: path, maximumSize: options.maximumFileSize)
        try self.init(bytes: bytes, name: "\(path)", options: options)
    }

    /// Reads the header of a file in memory.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: What error messages call it.
    ///   - options: Its limits.
    /// - Throws: ``DatasetError/undecodableImage(file:reason:)``,
    ///   ``DatasetError/giantImage(file:width:height:allowed:)`` or
    ///   ``DatasetError/impossibleSize(file:dimensions:fileSize:)``.
    public init(
        bytes: [UInt8], name: String, options: DecodingOptions = DecodingOptions()
    ) throws(DatasetError) {
        guard let format = ImageFormat(firstBytes: bytes) else {
            throw .undecodableImage(file: name, reason: FileContent.refusal(of: bytes))
        }
        // All formats have limits of 32 bits, so the product is no overflow.
        (width, height) = try Self.size(of: bytes, format: format, name: name)
        guard width * height <= options.maximumPixelCount else {
            throw .giantImage(
                file: name, width: width, height: height, allowed: options.maximumPixelCount)
        }
        if let pixelsPerByte = format.pixelsPerByte, width * height / pixelsPerByte > bytes.count {
            throw .impossibleSize(
                file: name, dimensions: [width, height], fileSize: bytes.count)
        }
        self.name = name
        self.format = format
        self.bytes = bytes
        self.options = options
    }

    /// Reads columns and rows from the header, each at least 1 and below 2³¹.
    private static func size(
        of bytes: [UInt8], format: ImageFormat, name: String
    ) throws(DatasetError) -> (width: Int, height: Int) {
        switch format {
        case .bmp:
            let header = try BMPHeader(bytes, file: name)
            return (header.width, header.height)
        case .netpbm:
            let header = try NetpbmHeader(bytes, file: name)
            return (header.width, header.height)
        case .jpeg, .png, .webP, .tiff: break
        }
        var size = cimage_size()
        try Codec.call(file: name) { message in
            switch format {
            case .jpeg: cimage_jpeg_size(bytes, bytes.count, &size, message)
            case .png: cimage_png_size(bytes, bytes.count, &size, message)
            case .webP: cimage_webp_size(bytes, bytes.count, &size, message)
            case .tiff: cimage_tiff_size(bytes, bytes.count, &size, message)
            case .bmp, .netpbm: CIMAGE_FAILED
            }
        }
        return (Int(size.width), Int(size.height))
    }
}

/// The way into the C interface of the image libraries.
enum Codec {
    /// Calls a function that fills `message` where it fails.
    static func call(
        file: String, _ function: (UnsafeMutablePointer<CChar>?) -> cimage_status
    ) throws(DatasetError) {
        var message = [CChar](repeating: 0, count: Int(CIMAGE_MESSAGE_SIZE))
        let status = message.withUnsafeMutableBufferPointer { function($0.baseAddress) }
        guard status == CIMAGE_OK else {
            let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw .undecodableImage(file: file, reason: String(decoding: text, as: UTF8.self))
        }
    }
}
