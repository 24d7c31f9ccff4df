import Datasets
import TestSupport
import Testing

@Suite struct CIFAR100Tests {
    /// One record: the coarse label, the fine one and 3,072 bytes.
    private func record(coarse: UInt8 = 1, fine: UInt8) -> [UInt8] {
        [coarse, fine] + [UInt8](repeating: fine, count: 3072)
    }

    @Test func readsTheFineLabels() throws {
        let folder = try TemporaryFolder(named: "cifar-100-binary")
        try folder.write(record(fine: 99) + record(fine: 4), to: "train.bin")
        try folder.write(record(fine: 7), to: "test.bin")
        let images = try CIFAR100.readDataset(folder: folder.path + "/..", split: .training)
        #expect(images.labels == [99, 4])
        #expect(images.pixels[3071] == 99 && images.pixels[3072] == 4)
        #expect(images.classNames.count == 100 && images.classNames[99] == "worm")
    }

    @Test func namesClassesAsTheFileBesideDoes() throws {
        let folder = try TemporaryFolder()
        try folder.write(record(fine: 7), to: "test.bin")
        let names = (0..<100).map { "thing \($0)" }
        try folder.write(
            Array((names.joined(separator: "\n") + "\n\n").utf8), to: "fine_label_names.txt")
        let images = try CIFAR100.readDataset(folder: folder.path, split: .test)
        #expect(images.classNames == names)
    }

    @Test(
        arguments: [
            ([1, 100], "label 0 of '$/test.bin' is 100; it must be in 0...99"),
            ([1], "'$/test.bin' holds 3073 bytes; it must hold whole records of 3074 bytes"),
        ] as [([UInt8], String)])
    func namesWhatIsWrong(labels: [UInt8], message: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(labels + [UInt8](repeating: 0, count: 3072), to: "test.bin")
        let error = #expect(throws: DatasetError.self) {
            try CIFAR100.readDataset(folder: folder.path, split: .test)
        }
        #expect("\(try #require(error))".replacing(folder.path, with: "$") == message)
    }

    @Test func namesAFileOfTooFewClasses() throws {
        let folder = try TemporaryFolder()
        try folder.write(record(fine: 7), to: "test.bin")
        try folder.write(Array("apple\n".utf8), to: "fine_label_names.txt")
        let error = #expect(throws: DatasetError.self) {
            try CIFAR100.readDataset(folder: folder.path, split: .test)
        }
        #expect(
            error?.description
                == "'\(folder.path)/fine_label_names.txt' cannot be read: it names 1 classes; it "
                + "must name 100")
    }

    @Test func isToldFromOtherFilesOfPlainNames() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "train")
        try folder.write([1], to: "train.bin")
        #expect(try DataLocation.find(in: folder.path) == nil)
        try folder.write([1], to: "meta")
        #expect(try DataLocation.find(in: folder.path)?.kind == .cifar100)
    }
}
