/// The place of a zip archive's directory, which the records at the end of the file tell.
struct ZipDirectory {
    /// Where the directory stands.
    let range: Range<Int>
    /// The number of its entries.
    let entryCount: Int

    private static let endSignature: [UInt8] = [0x50, 0x4B, 5, 6]
    private static let wideLocatorSignature: UInt32 = 0x0706_4B50
    private static let wideEndSignature: UInt32 = 0x0606_4B50
    private static let endByteCount = 22
    private static let wideLocatorByteCount = 20

    /// Finds the directory of the archive that is all of `file`.
    init(in file: UnsafeRawBufferPointer) throws(PyTorchProblem) {
        let end = try Self.endRecord(in: file)
        var reader = ByteReader(file, at: end + 10, part: "its zip directory")
        let entryCount = try reader.number(UInt16.self)
        let byteCount = try reader.number(UInt32.self)
        let offset = try reader.number(UInt32.self)
        if entryCount == .max || byteCount == .max || offset == .max {
            (range, self.entryCount) = try Self.wideDirectory(in: file, before: end)
        } else {
            range = try Self.range(Int(offset), Int(byteCount), before: end)
            self.entryCount = Int(entryCount)
        }
    }

    /// Returns where the record stands that ends the archive: `torch.save` writes no comment, so
    /// it is the file's last.
    private static func endRecord(in file: UnsafeRawBufferPointer) throws(PyTorchProblem) -> Int {
        let start = file.count - endByteCount
        guard start >= 0, file[start...].starts(with: endSignature) else { throw .noDirectory }
        return start
    }

    /// Reads the record with 64-bit numbers, which a locator before the last record points to.
    private static func wideDirectory(
        in file: UnsafeRawBufferPointer, before end: Int
    ) throws(PyTorchProblem) -> (range: Range<Int>, entryCount: Int) {
        let start = end - wideLocatorByteCount
        guard start >= 0 else { throw .noDirectory }
        var locator = ByteReader(file, at: start, part: "its zip directory")
        guard try locator.number(UInt32.self) == wideLocatorSignature else {
            throw .invalidRecord("the locator of the wide directory", offset: start)
        }
        _ = try locator.span(4)
        let recordOffset = try locator.count(UInt64.self)
        guard recordOffset <= start - 56 else {
            throw .invalidRecord("the wide directory before it", offset: start)
        }
        var reader = ByteReader(file, at: recordOffset, part: "its zip directory")
        guard try reader.number(UInt32.self) == wideEndSignature else {
            throw .invalidRecord("the wide directory", offset: recordOffset)
        }
        _ = try reader.span(28)
        let entryCount = try reader.count(UInt64.self)
        let byteCount = try reader.count(UInt64.self)
        let offset = try reader.count(UInt64.self)
        return (try range(offset, byteCount, before: recordOffset), entryCount)
    }

    private static func range(
        _ offset: Int, _ byteCount: Int, before end: Int
    ) throws(PyTorchProblem) -> Range<Int> {
        guard offset <= end, byteCount <= end - offset else {
            throw .invalidRecord("the directory before it", offset: end)
        }
        return offset..<offset + byteCount
    }
}
