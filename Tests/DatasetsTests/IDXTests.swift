import Datasets
import TestSupport
import Testing

@Suite struct IDXTests {
    @Test(arguments: ["train-images-idx3-ubyte", "train-images.idx3-ubyte"], [false, true])
    func readsEverySpelling(imageFile: String, isCompressed: Bool) throws {
        let folder = try TemporaryFolder()
        let labelFile = imageFile.replacing("images", with: "labels").replacing(
            "idx3", with: "idx1")
        for (name, bytes) in [(imageFile, IDXFixture.images), (labelFile, IDXFixture.labels)] {
            try folder.write(
                isCompressed ? IDXFixture.gzipped(bytes) : bytes,
                to: isCompressed ? name + ".gz" : name)
        }

        let images = try IDX.readDataset(folder: folder.path, split: .training)

        #expect(images.pixels == Array(1...12))
        #expect(images.labels == [7, 9])
        #expect(images.imageShape == ImageShape(channelCount: 1, height: 2, width: 3))
    }

    @Test func readsThePlainContentOfAFileNamedAsCompressed() throws {
        let folder = try TemporaryFolder()
        try folder.write(IDXFixture.images, to: "t10k-images-idx3-ubyte.gz")
        try folder.write(IDXFixture.labels, to: "t10k-labels-idx1-ubyte.gz")

        #expect(try IDX.readDataset(folder: folder.path, split: .test).count == 2)
    }

    @Test(arguments: [
        ("data", "mnist", "0"), ("Fashion-MNIST", "fashion-mnist", "T-shirt/top"),
    ])
    func namesClassesAfterTheFolder(folderName: String, name: String, firstClass: String) throws {
        let folder = try TemporaryFolder(named: folderName)
        try folder.write(IDXFixture.images, to: "t10k-images-idx3-ubyte")
        try folder.write(IDXFixture.labels, to: "t10k-labels-idx1-ubyte")

        let images = try IDX.readDataset(folder: folder.path + "/", split: .test)

        #expect(images.name == name)
        #expect(images.classNames.first == firstClass)
        #expect(images.classNames.count == 10)
    }

    @Test func readsMoreThanOnePieceFromACompressedFile() throws {
        let folder = try TemporaryFolder()
        let values = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        let images = IDXFixture.idx(magic: 0x0803, [3, 1000, 1000], values: values)
        try folder.write(IDXFixture.gzipped(images), to: "train-images-idx3-ubyte.gz")
        try folder.write(
            IDXFixture.idx(magic: 0x0801, [3], values: [0, 1, 2]), to: "train-labels-idx1-ubyte")

        #expect(try IDX.readDataset(folder: folder.path, split: .training).pixels == values)
    }
}
