import Datasets
import Testing

@Suite struct InMemoryImagesTests {
    /// Two images of two channels and 1 × 2 pixels.
    private func images() throws -> InMemoryImages {
        try InMemoryImages(
            name: "pair", classNames: ["a", "b"],
            imageShape: ImageShape(channelCount: 2, height: 1, width: 2),
            pixels: [0, 255, 10, 10, 255, 0, 20, 20], labels: [1, 0])
    }

    @Test func copiesThePixelsOfOneImage() throws {
        let images = try images()
        var copy = [UInt8](repeating: 1, count: 4)
        try copy.withUnsafeMutableBufferPointer { try images.copyPixels(at: 1, into: $0) }
        #expect(copy == [255, 0, 20, 20])
        #expect(images.label(at: 0) == 1)
    }

    @Test func measuresEachChannelByItself() throws {
        let statistics = try images().channelStatistics()
        #expect(statistics.mean == [0.5, 15 / 255])
        #expect(statistics.deviation == [0.5, 5 / 255])
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 2), (3, 2)])
    func prefixKeepsTheFirstImages(asked: Int, kept: Int) throws {
        let prefix = try images().prefix(asked)
        #expect(prefix.count == kept)
        #expect(prefix.pixels == Array(try images().pixels.prefix(4 * kept)))
    }

    @Test func refusesPixelsThatDoNotFit() {
        let error = #expect(throws: DatasetError.self) {
            try InMemoryImages(
                name: "pair", classNames: ["a"],
                imageShape: ImageShape(channelCount: 1, height: 2, width: 2), pixels: [1, 2, 3],
                labels: [0])
        }
        #expect(
            error?.description == "pixels of dataset 'pair' are 3 bytes; they must be 4")
    }

    @Test func refusesALabelWithoutAClass() {
        let error = #expect(throws: DatasetError.self) {
            try InMemoryImages(
                name: "pair", classNames: ["a", "b"],
                imageShape: ImageShape(channelCount: 1, height: 1, width: 1), pixels: [1, 2],
                labels: [1, 2])
        }
        #expect(error?.description == "label 1 of 'pair' is 2; it must be in 0...1")
    }
}
