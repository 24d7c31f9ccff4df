import Datasets
import TestSupport
import Testing

@Suite struct EMNISTTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes two images of 2 × 3 pixels as they are stored, which are 3 × 2 when they are turned.
    private func addSplit(_ name: String, part: String = "train", labels: [UInt8]) throws {
        try folder.write(IDXFixture.images, to: "emnist-\(name)-\(part)-images-idx3-ubyte")
        try folder.write(
            IDXFixture.idx(magic: 0x0801, [UInt32(labels.count)], values: labels),
            to: "emnist-\(name)-\(part)-labels-idx1-ubyte")
    }

    private func read(_ split: String? = nil) throws -> InMemoryImages {
        try IDX.readDataset(folder: folder.path, split: .training, emnistSplit: split)
    }

    private func message(_ split: String? = nil) throws -> String {
        let error = #expect(throws: DatasetError.self) { try read(split) }
        return "\(try #require(error))".replacing(folder.path, with: "$")
    }

    @Test func turnsImagesUprightAndCountsLettersFromA() throws {
        try addSplit("letters", labels: [1, 26])
        let images = try read()
        #expect(images.name == "emnist-letters")
        #expect(images.imageShape == ImageShape(channelCount: 1, height: 3, width: 2))
        #expect(images.pixels == [1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12])
        #expect(images.labels == [0, 25])
        #expect(images.classNames.first == "A" && images.classNames.last == "Z")
    }

    @Test(arguments: [
        ("balanced", 47), ("byclass", 62), ("bymerge", 47), ("digits", 10), ("mnist", 10),
        ("letters", 26),
    ]) func knowsTheClassesOfEverySplit(name: String, classCount: Int) throws {
        try addSplit(name, labels: [1, 9])
        let names = try read().classNames
        #expect(names.count == classCount && Set(names).count == classCount)
    }

    @Test func namesClassesAsTheMappingDoes() throws {
        try addSplit("letters", labels: [1, 2])
        try folder.write(Array("1 97 65\n2 98 66\n".utf8), to: "emnist-letters-mapping.txt")
        let images = try read()
        #expect(images.classNames == ["a", "b"] && images.labels == [0, 1])
    }

    @Test(arguments: ["2 97", "1", "1 x", "1 7", "1 1114112", "1 97\n3 98"])
    func namesALineOfTheMappingThatIsNone(text: String) throws {
        try addSplit("letters", labels: [1, 2])
        try folder.write(Array(text.utf8), to: "emnist-letters-mapping.txt")
        let line = text.split(separator: "\n").last ?? ""
        #expect(
            try message()
                == "'$/emnist-letters-mapping.txt' cannot be read: its line '\(line)' is not the "
                + "next label, from 0 or 1 on, and the code of a character")
    }

    @Test func refusesTheLabelZeroOfLetters() throws {
        try addSplit("letters", labels: [1, 0])
        #expect(
            try message()
                == "label 1 of '$/emnist-letters-train-labels-idx1-ubyte' is 0; it must be in 1...26"
        )
    }

    @Test func asksWhichOfSeveralSplitsIsMeant() throws {
        try addSplit("letters", labels: [1, 2])
        try addSplit("digits", labels: [3, 4])
        #expect(
            try message()
                == "data folder '$' holds 2 data sets (emnist-digits, emnist-letters); set "
                + "'data.split' to 'digits' or 'letters', or name a folder that holds one alone")
        #expect(try read("digits").labels == [3, 4])
        #expect(try read("letters").labels == [0, 1])
        #expect(
            try message("balanced").hasPrefix(
                "data folder '$' lacks a file; it must hold 'emnist-balanced-train-images-idx3-ubyte'"
            ))
    }

    @Test func readsTheFirstNumberOfQMNISTsLabels() throws {
        let rows: [UInt8] = [7, 9].flatMap { [0, 0, 0, $0, 0, 0, 1, 2] }
        let labels = IDXFixture.idx(magic: 0x0C02, [2, 2], values: rows)
        try folder.write(
            IDXFixture.gzipped(IDXFixture.images), to: "qmnist-train-images-idx3-ubyte.gz")
        try folder.write(IDXFixture.gzipped(labels), to: "qmnist-train-labels-idx2-int.gz")
        let images = try read()
        #expect(images.name == "qmnist" && images.labels == [7, 9])
        #expect(images.imageShape == ImageShape(channelCount: 1, height: 2, width: 3))
    }

    @Test(
        arguments: [
            (
                IDXFixture.idx(magic: 0x0801, [2], values: [7, 9]),
                "'$/qmnist-train-labels-idx2-int' starts with the magic number 2049; it must start with "
                    + "3074"
            ),
            (
                IDXFixture.idx(magic: 0x0C02, [2, 1], values: [0, 0, 0, 7, 255, 255, 255, 255]),
                "label 1 of '$/qmnist-train-labels-idx2-int' is -1; it must be in 0...9"
            ),
            (
                IDXFixture.idx(magic: 0x0C02, [2, 0], values: []),
                "'$/qmnist-train-labels-idx2-int' cannot be read: its labels have no columns"
            ),
            (
                IDXFixture.idx(magic: 0x0C02, [2, 1], values: [0, 0, 0, 7, 0, 0]),
                "'$/qmnist-train-labels-idx2-int' is cut short: it holds 18 of the 20 bytes that it must "
                    + "hold"
            ),
        ] as [([UInt8], String)])
    func namesWhatIsWrongWithQMNISTsLabels(labels: [UInt8], text: String) throws {
        try folder.write(IDXFixture.images, to: "qmnist-train-images-idx3-ubyte")
        try folder.write(labels, to: "qmnist-train-labels-idx2-int")
        #expect(try message() == text)
    }
}
