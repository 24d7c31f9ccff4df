/// The header of a PGM or PPM file, checked, and the way from its numbers to pixels.
///
/// Source: the manual pages of Netpbm, "pgm" and "ppm". As in Pillow's colour images, values of
/// another range than 0...255 are scaled to it and rounded.
struct NetpbmHeader {
    /// Columns, at least 1.
    let width: Int

    /// Rows, at least 1.
    let height: Int

    private let file: String
    private let channelCount: Int
    private let isText: Bool
    private let largest: Int
    private let dataStart: Int

    /// Reads the header of a file.
    ///
    /// - Throws: ``DatasetError/undecodableImage(file:reason:)``.
    init(_ bytes: [UInt8], file: String) throws(DatasetError) {
        var numbers = NetpbmNumbers(bytes, from: 2)
        var found: [Int] = []
        for _ in 0..<3 {
            guard let number = numbers.next() else {
                throw .undecodableImage(file: file, reason: "its header is cut off or no numbers")
            }
            found.append(number)
        }
        (width, height, largest) = (found[0], found[1], found[2])
        guard width > 0, height > 0, width < 1 << 31, height < 1 << 31 else {
            throw .undecodableImage(
                file: file,
                reason: "it has \(width) × \(height) pixels; both sides must be at least 1")
        }
        guard (1...65535).contains(largest) else {
            throw .undecodableImage(
                file: file, reason: "its largest value is \(largest); it must be in 1...65535")
        }
        isText = bytes[1] == UInt8(ascii: "2") || bytes[1] == UInt8(ascii: "3")
        channelCount = bytes[1] == UInt8(ascii: "3") || bytes[1] == UInt8(ascii: "6") ? 3 : 1
        // One blank ends the header.
        dataStart = numbers.place + 1
        self.file = file
    }

    /// Returns the pixels of the file, `[height, width, 3]`.
    ///
    /// - Throws: ``DatasetError/undecodableImage(file:reason:)`` for a file that ends too early or a
    ///   value that is too large.
    func pixels(of bytes: [UInt8]) throws(DatasetError) -> [UInt8] {
        let levels = (0...largest).map { value in
            UInt8((Double(value) / Double(largest) * 255).rounded(.toNearestOrEven))
        }
        let repeats = channelCount == 1 ? 3 : 1
        let count = width * height * channelCount
        let size = largest < 256 ? 1 : 2
        guard isText || count <= max(bytes.count - dataStart, 0) / size else {
            throw .undecodableImage(file: file, reason: "it ends before its last row")
        }
        var numbers = NetpbmNumbers(bytes, from: dataStart)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(count * repeats)
        for index in 0..<count {
            let place = dataStart + index * size
            let value =
                isText
                ? numbers.next()
                : size == 1 ? Int(bytes[place]) : Int(bytes[place]) << 8 | Int(bytes[place + 1])
            guard let value else {
                throw .undecodableImage(file: file, reason: "it ends before its last row")
            }
            guard value <= largest else {
                throw .undecodableImage(
                    file: file, reason: "it has the value \(value); the largest is \(largest)")
            }
            for _ in 0..<repeats { pixels.append(levels[value]) }
        }
        return pixels
    }
}

/// The numbers in the text of a Netpbm file, with comments between them.
private struct NetpbmNumbers {
    private let bytes: [UInt8]

    /// Where the next byte stands.
    private(set) var place: Int

    private static let largestDigitCount = 10

    init(_ bytes: [UInt8], from place: Int) {
        self.bytes = bytes
        self.place = place
    }

    /// The next number; `nil` at the end, and for what is none or has too many digits.
    mutating func next() -> Int? {
        while place < bytes.count, let blank = skippedBlank(at: place) { place = blank }
        let digits = bytes[min(place, bytes.count)...].prefix(Self.largestDigitCount + 1)
            .prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count <= Self.largestDigitCount else { return nil }
        place += digits.count
        return digits.reduce(0) { 10 * $0 + Int($1 - 0x30) }
    }

    /// The place after a blank or a comment; `nil` where neither stands.
    private func skippedBlank(at place: Int) -> Int? {
        if bytes[place] == 0x20 || (0x09...0x0D).contains(bytes[place]) { return place + 1 }
        guard bytes[place] == UInt8(ascii: "#") else { return nil }
        let end = bytes[place...].firstIndex { $0 == 0x0A || $0 == 0x0D }
        return end.map { $0 + 1 } ?? bytes.count
    }
}
