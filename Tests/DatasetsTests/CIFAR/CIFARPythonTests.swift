import Datasets
import Foundation
import TestSupport
import Testing

/// CIFAR in Python's form: dictionaries that Python 2 and 3 pickle in several ways. The golden files
/// are written by `Scripts/golden/cifar.py`.
@Suite struct CIFARPythonTests {
    private func golden(_ name: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: folder.appending(path: "Golden/\(name).pkl")))
    }

    /// Pixel p of image i is (7 p + 31 i) mod 251.
    private let pixels = (0..<2).flatMap { image in
        (0..<3072).map { UInt8((7 * $0 + 31 * image) % 251) }
    }

    @Test(arguments: ["python2", "protocol2", "protocol4", "protocol5", "columns", "columns5"])
    func readsBatches(name: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(golden(name), to: "test_batch")
        let images = try CIFAR10.readDataset(folder: folder.path, split: .test)
        #expect(images.labels == [3, 9])
        #expect(images.pixels == pixels)
        #expect(images.classNames[3] == "cat")
    }

    @Test func namesClassesAsTheFileBesideTheBatchesDoes() throws {
        let folder = try TemporaryFolder()
        try folder.write(golden("python2"), to: "test_batch")
        try folder.write(golden("names"), to: "batches.meta")
        let images = try CIFAR10.readDataset(folder: folder.path, split: .test)
        #expect(images.classNames == (0..<10).map { "class \($0)" })
    }

    @Test func readsTheFineLabelsOfAHundredClassesFromTheFolderOfTheArchive() throws {
        let folder = try TemporaryFolder(named: "cifar-100-python")
        for name in ["train", "test"] { try folder.write(golden("python2-fine"), to: name) }
        try folder.write(golden("names100"), to: "meta")
        let images = try CIFAR100.readDataset(folder: folder.path + "/..", split: .training)
        #expect(images.labels == [3, 9])
        #expect(images.pixels == pixels)
        #expect(images.classNames == (0..<100).map { "class \($0)" })
    }

    @Test(arguments: cases) func namesWhatIsWrong(testCase: Case) throws {
        let folder = try TemporaryFolder()
        try folder.write(testCase.change(golden("python2")), to: "test_batch")
        let error = #expect(throws: DatasetError.self) {
            try CIFAR10.readDataset(folder: folder.path, split: .test)
        }
        #expect(
            "\(try #require(error))".replacing(folder.path, with: "$") == testCase.message)
    }

    struct Case: Sendable {
        /// Makes a damaged batch of a whole one.
        let change: @Sendable ([UInt8]) -> [UInt8]
        let message: String
    }

    private static func replacing(
        _ old: [UInt8], _ new: [UInt8]
    ) -> @Sendable ([UInt8]) -> [UInt8] {
        { bytes in Array(bytes.replacing(old, with: new, maxReplacements: 1)) }
    }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static let cases = [
        Case(
            change: { Array($0.prefix(1000)) },
            message: "'$/test_batch' cannot be read: it ends inside its pickle, at byte 1000"),
        Case(
            change: { _ in [] },
            message: "'$/test_batch' cannot be read: it ends inside its pickle, at byte 0"),
        Case(
            change: { _ in bytes("(dp0\n.") },
            message: "'$/test_batch' cannot be read: its pickle has the operation 0x64 at byte 1, "
                + "which a dictionary of lists and arrays of the protocols 2 to 5 does not need"),
        Case(
            change: { _ in [0x80, 2] + bytes("cposix\nsystem\nU\u{4}true\u{85}R.").latin1 },
            message:
                "'$/test_batch' cannot be read: it is made by 'posix.system', and a dictionary "
                + "is needed; nothing of it was run"),
        Case(
            change: replacing(
                bytes("cnumpy.core.multiarray\n_reconstruct\n"), bytes("cposix\nsystem\n")),
            message: "'$/test_batch' cannot be read: its 'data' are made by 'posix.system', and an "
                + "array of bytes is needed; nothing of it was run"),
        Case(
            change: { _ in [0x80, 2] + bytes("].") },
            message: "'$/test_batch' cannot be read: its pickle is not valid, a dictionary is "
                + "expected at byte 0"),
        Case(
            change: replacing(bytes("data"), bytes("date")),
            message: "'$/test_batch' cannot be read: it has no array 'data'"),
        Case(
            change: replacing(bytes("labels"), bytes("lapels")),
            message: "'$/test_batch' cannot be read: it has no list of whole numbers 'labels'"),
        Case(
            change: replacing(bytes("u1"), bytes("i1")),
            message: "'$/test_batch' cannot be read: its 'data' have the shape [2, 3072] and the "
                + "type 'i1'; they must be [images, 3072] of 'u1'"),
        Case(
            change: replacing([0x4D, 2, 0, 0x4D, 0, 12], [0x4D, 2, 0, 0x4D, 1, 12]),
            message: "'$/test_batch' cannot be read: its 'data' have the shape [2, 3073] and the "
                + "type 'u1'; they must be [images, 3072] of 'u1'"),
        Case(
            change: replacing([0x4D, 2, 0, 0x4D, 0, 12], [0x4D, 3, 0, 0x4D, 0, 12]),
            message: "'$/test_batch' cannot be read: its 'data' are 6144 bytes, and their shape is "
                + "[3, 3072]"),
        Case(
            change: replacing([0x4D, 2, 0, 0x4D, 0, 12], [0x4D, 0, 0, 0x4D, 0, 12]),
            message: "'$/test_batch' holds no images; at least 1 is needed"),
        Case(
            change: replacing([0x4B, 3, 0x4B, 9], [0x4B, 3, 0x4B, 10]),
            message: "label 1 of '$/test_batch' is 10; it must be in 0...9"),
        Case(
            change: replacing([0x4B, 3, 0x4B, 9], [0x4B, 3, 0x4B, 9, 0x4B, 9]),
            message: "'$/test_batch' holds 2 images and '$/test_batch' 3 labels; there must be as "
                + "many labels as images"),
    ]

    @Test func namesAFileOfClassesThatIsNone() throws {
        let folder = try TemporaryFolder()
        try folder.write(golden("python2"), to: "test_batch")
        try folder.write(golden("names100"), to: "batches.meta")
        let error = #expect(throws: DatasetError.self) {
            try CIFAR10.readDataset(folder: folder.path, split: .test)
        }
        #expect(
            error?.description
                == "'\(folder.path)/batches.meta' cannot be read: it has no list of 10 texts "
                + "'label_names'")
    }
}

extension [UInt8] {
    /// The bytes of characters up to U+00FF that stand here in UTF-8.
    fileprivate var latin1: [UInt8] {
        String(decoding: self, as: UTF8.self).unicodeScalars.map { UInt8($0.value) }
    }
}
