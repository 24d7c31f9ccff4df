import Files
import Foundation
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
    init(_ name: String, files: [String], in folder: String, exampleCount: Int?) throws {
        var names = Checksum()
        for file in files { names.add(text: Self.name(of: file, in: folder)) }
        var (sizes, total) = (Checksum(), 0)
        for index in Self.evenly(min(files.count, Self.largestSizedCount), of: files.count) {
            let size = Self.size(of: files[index])
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
    private static func name(of file: String, in folder: String) -> String {
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        guard file.hasPrefix(prefix) else { return (file as NSString).lastPathComponent }
        return String(file.dropFirst(prefix.count).drop { $0 == "/" })
    }

    /// The bytes of a file; 0 where it cannot be looked at, as opening it will tell.
    private static func size(of file: String) -> Int {
        var status = stat()
        return stat(file, &status) == 0 ? Int(status.st_size) : 0
    }
}

extension Checksum {
    /// Takes in all bytes of a file, or the evenly spaced blocks of a large one.
    ///
    /// A file that cannot be read is taken for an empty one: what happens to it is decided where its
    /// example is read.
    fileprivate mutating func add(file: String, isWhole: Bool) throws {
        guard let file = try? MappedFile(path: file) else { return add(text: "") }
        file.withUnsafeBytes { bytes in
            let block = DataIdentity.Part.blockSize
            let blockCount = (bytes.count + block - 1) / block
            let readCount = isWhole ? blockCount : DataIdentity.Part.sampleCount
            for index in DataIdentity.Part.evenly(readCount, of: blockCount) {
                add(bytes[index * block..<min(bytes.count, (index + 1) * block)])
            }
        }
        add(CollectionOfOne(0))
    }
}
