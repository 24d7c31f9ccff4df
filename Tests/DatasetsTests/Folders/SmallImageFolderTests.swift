import Datasets
import Testing

@Suite struct SmallImageFolderTests {
    private func fixture(_ more: [String: String?] = [:]) throws -> ImageFolderFixture {
        let files: [String: String?] = [
            "test/a/1.png": "rgb.png", "test/a/2.png": "grey.png", "test/b/1.jpg": "rgb.jpg",
        ]
        return try ImageFolderFixture(files.merging(more) { $1 })
    }

    @Test func holdsThePixelsAsTheyAre() throws {
        let fixture = try fixture()
        let images = try SmallImageFolder.readDataset(folder: fixture.path, split: .test)
        #expect(images.imageShape == ImageShape(channelCount: 3, height: 37, width: 53))
        #expect(images.classNames == ["a", "b"] && images.labels == [0, 0, 1])
        let pixels = try ImageGolden.file("rgb.png").decode().pixels
        #expect(try images.pixels(at: 0) == ImageGolden.planes(pixels))
    }

    @Test func leavesBadImagesOutOrStops() throws {
        let fixture = try fixture(["test/a/3.png": nil])
        let report = BadImageReport()
        let images = try SmallImageFolder.readDataset(
            folder: fixture.path, split: .test, badImages: .leaveOut(report))
        #expect(images.count == 3 && report.count == 1)
        #expect(throws: DatasetError.self) {
            try SmallImageFolder.readDataset(folder: fixture.path, split: .test, badImages: .stop)
        }
    }

    @Test func refusesImagesOfAnotherSize() throws {
        let fixture = try fixture(["test/b/2.jpg": "large.jpg"])
        let error = #expect(throws: DatasetError.self) {
            try SmallImageFolder.readDataset(folder: fixture.path, split: .test)
        }
        #expect(
            error?.description
                == "image '\(fixture.path)/test/b/2.jpg' has 148 × 212 pixels; "
                + "it must have 37 × 53 as those before it")
    }
}
