import Datasets
import TestSupport
import Testing

@Suite struct IDXErrorTests {
    /// Returns the error of reading a folder with these files, `$` standing for its path.
    private func message(
        images: [UInt8]? = IDXFixture.images, labels: [UInt8]? = IDXFixture.labels
    ) throws -> String {
        let folder = try TemporaryFolder()
        if let images { try folder.write(images, to: "train-images-idx3-ubyte") }
        if let labels { try folder.write(labels, to: "train-labels-idx1-ubyte") }
        let error = #expect(throws: DatasetError.self) {
            try IDX.readDataset(folder: folder.path, split: .training)
        }
        return "\(try #require(error))".replacing(folder.path, with: "$")
    }

    @Test func namesAFolderThatIsMissing() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: DatasetError.self) {
            try IDX.readDataset(folder: folder.path + "/none", split: .test)
        }
        #expect(error?.description == "data folder '\(folder.path)/none' does not exist")
    }

    @Test func namesAFileThatIsGivenAsFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "file")
        let error = #expect(throws: DatasetError.self) {
            try IDX.readDataset(folder: folder.path + "/file", split: .test)
        }
        #expect(
            error?.description
                == "'\(folder.path)/file' is a file; the data must be given as a folder")
    }

    @Test func namesAnEmptyFolder() throws {
        #expect(try message(images: nil, labels: nil) == "data folder '$' is empty")
    }

    @Test func namesTheFilesLookedFor() throws {
        #expect(
            try message(images: nil)
                == "data folder '$' lacks a file; it must hold 'train-images-idx3-ubyte', "
                + "'train-images-idx3-ubyte.gz', 'train-images.idx3-ubyte' or "
                + "'train-images.idx3-ubyte.gz'")
    }

    @Test(arguments: contentCases) func namesWhatIsWrongInside(testCase: ContentCase) throws {
        let text = try message(images: testCase.images, labels: testCase.labels)
        #expect(text == testCase.message)
    }

    struct ContentCase: Sendable {
        var images = IDXFixture.images
        var labels = IDXFixture.labels
        let message: String
    }

    static let contentCases = [
        ContentCase(
            images: IDXFixture.labels,
            message: "'$/train-images-idx3-ubyte' starts with the magic number 2049; "
                + "it must start with 2051"),
        ContentCase(
            images: [],
            message: "'$/train-images-idx3-ubyte' is cut short: it holds 0 of the 16 "
                + "bytes that it must hold"),
        ContentCase(
            images: IDXFixture.images.dropLast(1),
            message: "'$/train-images-idx3-ubyte' is cut short: it holds 27 of the 28 bytes that "
                + "it must hold"),
        ContentCase(
            images: IDXFixture.images + [0],
            message: "'$/train-images-idx3-ubyte' goes on after the 28 bytes that it must hold"),
        ContentCase(
            images: IDXFixture.idx(magic: 0x0803, [1 << 30, 1 << 5, 1 << 5], values: []),
            message: "header of '$/train-images-idx3-ubyte' claims 1073741824 × 32 × 32 values; "
                + "a file of 16 bytes cannot hold as many"),
        ContentCase(
            images: IDXFixture.idx(magic: 0x0803, [.max, .max, .max], values: [1]),
            message: "header of '$/train-images-idx3-ubyte' claims 4294967295 × 4294967295 × "
                + "4294967295 values; a file of 17 bytes cannot hold as many"),
        ContentCase(
            images: IDXFixture.idx(magic: 0x0803, [0, 28, 28], values: []),
            message: "'$/train-images-idx3-ubyte' holds no images; at least 1 is needed"),
        ContentCase(
            images: IDXFixture.idx(magic: 0x0803, [2, 0, 28], values: []),
            message: "images of '$/train-images-idx3-ubyte' are 0 × 28 pixels; both sides must be "
                + "at least 1"),
        ContentCase(
            labels: IDXFixture.idx(magic: 0x0801, [3], values: [1, 2, 3]),
            message: "'$/train-images-idx3-ubyte' holds 2 images and '$/train-labels-idx1-ubyte' "
                + "3 labels; there must be as many labels as images"),
        ContentCase(
            labels: IDXFixture.idx(magic: 0x0801, [2], values: [9, 10]),
            message: "label 1 of '$/train-labels-idx1-ubyte' is 10; it must be in 0...9"),
    ]
}
