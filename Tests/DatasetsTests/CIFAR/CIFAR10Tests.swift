import Datasets
import TestSupport
import Testing

@Suite struct CIFAR10Tests {
    /// One record: a label, then 3,072 bytes that count up from `first`.
    private func record(label: UInt8, first: UInt8 = 0) -> [UInt8] {
        [label] + (0..<3072).map { first &+ UInt8(truncatingIfNeeded: $0) }
    }

    private func message(ofTestBatch bytes: [UInt8]) throws -> String {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "test_batch.bin")
        let error = #expect(throws: DatasetError.self) {
            try CIFAR10.readDataset(folder: folder.path, split: .test)
        }
        return "\(try #require(error))".replacing(folder.path, with: "$")
    }

    @Test func joinsTheFiveTrainingBatchesInOrder() throws {
        let folder = try TemporaryFolder()
        for number in 1...5 {
            try folder.write(
                record(label: UInt8(number), first: UInt8(number * 10)),
                to: "data_batch_\(number).bin")
        }

        let images = try CIFAR10.readDataset(folder: folder.path, split: .training)

        #expect(images.labels == [1, 2, 3, 4, 5])
        #expect(images.imageShape == ImageShape(channelCount: 3, height: 32, width: 32))
        #expect(images.pixels[2 * 3072] == 30)
        #expect(images.classNames[5] == "dog")
    }

    @Test func looksIntoTheFolderOfThePublishedArchive() throws {
        let folder = try TemporaryFolder(named: "cifar-10-batches-bin")
        try folder.write(record(label: 9) + record(label: 0), to: "test_batch.bin")

        let images = try CIFAR10.readDataset(folder: folder.path + "/..", split: .test)

        #expect(images.labels == [9, 0])
    }

    @Test func namesTheBatchThatIsMissing() throws {
        let folder = try TemporaryFolder()
        try folder.write(record(label: 0), to: "data_batch_1.bin")
        let error = #expect(throws: DatasetError.self) {
            try CIFAR10.readDataset(folder: folder.path, split: .training)
        }
        #expect(
            error?.description
                == "data folder '\(folder.path)' lacks a file; it must hold 'data_batch_2.bin'")
    }

    @Test func namesWhatIsWrongInside() throws {
        #expect(
            try message(ofTestBatch: [])
                == "'$/test_batch.bin' holds no images; at least 1 is needed")
        #expect(
            try message(ofTestBatch: record(label: 1).dropLast(1))
                == "'$/test_batch.bin' holds 3072 bytes; it must hold whole records of 3073 bytes")
        #expect(
            try message(ofTestBatch: record(label: 1) + record(label: 11))
                == "label 1 of '$/test_batch.bin' is 11; it must be in 0...9")
    }
}
