import Files
import Reports

extension DataIdentity.Part {
    /// The most files whose sizes are all looked at; of more, as many evenly spaced ones are.
    static let largestSizedCount = 1 << 16

    /// The most files that are all read.
    static let largestReadCount = 1 << 12

    /// The most bytes that are read in full.
    static let largestReadSize = 1 << 28

    /// The evenly spaced files, or blocks of a file, that stand for more.
    static let sampleCount = 64

    /// The bytes of a block.
    static let blockSize = 1 << 14

    /// Looks at the files of a part of the data: at all bytes if they are few, else at samples, so
    /// that it takes about a second for ImageNet.
    ///
    /// - Parameters:
    ///   - name: The name of the part.
    ///   - files: The paths, in an order that does not depend on the disk.
    ///   - folder: The folder of the data; names count below it only.
    ///   - exampleCount: The number of examples; `nil` where it was not counted.
    /// - Throws: `FileError`.
    init(_ name: String, files: [FilePath], in folder: String, exampleCount: Int?) throws {
        var names = Checksum()
        for file in files { names.add(name: Self.name(of: file, in: folder)) }
        var (sizes, total) = (Checksum(), 0)
        for index in Self.evenly(min(files.count, Self.largestSizedCount), of: files.count) {
            // A file that cannot be looked at has no size; opening it will tell.
            let size = byteCount(ofFile: files[index]) ?? 0
            total += size
            sizes.add(text: "\(size)")
        }
        let isSmall = files.count <= Self.largestReadCount && total <= Self.largestReadSize
        let readCount = isSmall ? files.count : min(files.count, Self.sampleCount)
        var contents = Checksum()
        for index in Self.evenly(readCount, of: files.count) {
            try contents.add(file: files[index], isWhole: isSmall)
        }
        self.init(
            name: name, exampleCount: exampleCount, fileCount: files.count, names: names.digits,
            sizes: sizes.digits, contents: contents.digits)
    }

    /// Returns `count` of the numbers below `total`, the first and the last among them.
    static func evenly(_ count: Int, of total: Int) -> [Int] {
        guard count < total else { return Array(0..<total) }
        guard count > 1 else { return Array(0..<min(count, total)) }
        return (0..<count).map { $0 * (total - 1) / (count - 1) }
    }

    /// The path below `folder`, or the last part of a path elsewhere.
    private static func name(of file: FilePath, in folder: String) -> ArraySlice<UInt8> {
        let slash = UInt8(ascii: "/")
        let prefix = Array((folder.hasSuffix("/") ? folder : folder + "/").utf8)
        guard file.bytes.starts(with: prefix) else {
            return file.bytes.split(separator: slash).last ?? []
        }
        return file.bytes.dropFirst(prefix.count).drop { $0 == slash }
    }
}

extension Checksum {
    /// Takes in all bytes of a file, or the evenly spaced blocks of a large one.
    ///
    /// A file that cannot be read is taken for an empty one: what happens to it is decided where its
    /// example is read.
    fileprivate mutating func add(file: FilePath, isWhole: Bool) throws {
        guard let file = try? MappedFile(path: file) else { return add(text: "") }
        file.withUnsafeBytes { bytes in
            let block = DataIdentity.Part.blockSize
            let blockCount = (bytes.count + block - 1) / block
            let readCount = isWhole ? blockCount : DataIdentity.Part.sampleCount
            for index in DataIdentity.Part.evenly(readCount, of: blockCount) {
                let range = index * block..<min(bytes.count, (index + 1) * block)
                add(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
        }
        add(CollectionOfOne(0))
    }
}
