import Datasets
import Testing

@Suite struct ImageFolderLoadingTests {
    private func loader(
        _ images: ImageFolder, seed: UInt64 = 1, batchSize: Int = 2, workerCount: Int = 1
    ) throws -> BatchLoader {
        try BatchLoader(
            dataset: images,
            configuration: LoaderConfiguration(
                batchSize: batchSize, seed: seed, workerCount: workerCount))
    }

    private func pixels(_ loader: BatchLoader, epoch: Int) throws -> [Float] {
        let batches = loader.batches(epoch: epoch)
        var pixels: [Float] = []
        while let batch = try batches.next() { pixels += batch.pixels }
        return pixels
    }

    @Test func drawsDependOnSeedEpochAndIndexAlone() throws {
        let fixture = try ImageFolderFixture.good()
        defer { withExtendedLifetime(fixture) {} }
        let images = try ImageFolder(path: fixture.path, transforms: .random)
        let first = try pixels(loader(images), epoch: 0)
        #expect(try first == pixels(loader(images, batchSize: 5, workerCount: 3), epoch: 0))
        #expect(try first != pixels(loader(images), epoch: 1))
        #expect(try first != pixels(loader(images, seed: 2), epoch: 0))
        #expect(try images.pixels(at: 1) == images.pixels(at: 1))
    }

    @Test func equalImagesAreDrawnDifferently() throws {
        let fixture = try ImageFolderFixture(["a/1.jpg": "rgb.jpg", "a/2.jpg": "rgb.jpg"])
        defer { withExtendedLifetime(fixture) {} }
        let images = try ImageFolder(path: fixture.path, transforms: .random)
        let pixels = try pixels(loader(images), epoch: 0)
        #expect(pixels.prefix(768) != pixels.suffix(768))
    }

    @Test func threadsSkipTheSameImages() throws {
        var files: [String: String?] = [:]
        for index in 0..<40 {
            files["\(index % 2)/\(index).jpg"] = index.isMultiple(of: 3) ? .some(nil) : "rgb.jpg"
        }
        let fixture = try ImageFolderFixture(files)
        defer { withExtendedLifetime(fixture) {} }
        let report = BadImageReport()
        let images = try ImageFolder(
            path: fixture.path, transforms: .random, badImages: .skip(report))
        let loader = try loader(images, batchSize: 3, workerCount: 4)
        let batches = loader.batches(epoch: 0)
        for index in 0..<loader.batchCount {
            #expect(try batches.next() == loader.batch(at: index, epoch: 0))
        }
        #expect(report.count == 14)
    }

    @Test func aBadImageEndsTheBatchesIfAsked() throws {
        let fixture = try ImageFolderFixture(["a/1.jpg": "rgb.jpg", "a/2.jpg": nil])
        defer { withExtendedLifetime(fixture) {} }
        let images = try ImageFolder(path: fixture.path, transforms: .fixed, badImages: .stop)
        let batches = try loader(images, batchSize: 1).batches(epoch: 0)
        #expect(try batches.next()?.count == 1)
        #expect(throws: DatasetError.self) { try batches.next() }
    }

    @Test func badImagesCanBeMissingFromTheirBatch() throws {
        let fixture = try ImageFolderFixture([
            "a/1.jpg": "rgb.jpg", "a/2.jpg": nil, "a/3.jpg": nil, "a/4.jpg": nil,
            "b/1.jpg": "cmyk.jpg", "b/2.jpg": nil,
        ])
        defer { withExtendedLifetime(fixture) {} }
        let report = BadImageReport()
        let images = try ImageFolder(
            path: fixture.path, transforms: .fixed, badImages: .leaveOut(report))
        let loader = try BatchLoader(
            dataset: images, configuration: LoaderConfiguration(batchSize: 2))
        let batches = loader.batches(epoch: 0)
        let first = try #require(try batches.next())
        let second = try #require(try batches.next())
        #expect(first.labels == [0] && second.labels == [1])
        #expect(first.pixels.count == images.imageShape.elementCount)
        #expect(try batches.next() == nil)
        #expect(report.count == 4)
    }

    @Test func firstMeetingsAreAnnouncedOnce() async throws {
        let fixture = try ImageFolderFixture(["a/1.jpg": "rgb.jpg", "a/2.jpg": nil])
        defer { withExtendedLifetime(fixture) {} }
        try await confirmation(expectedCount: 1) { announced in
            let report = BadImageReport { _ in announced() }
            let images = try ImageFolder(
                path: fixture.path, transforms: .fixed, badImages: .skip(report))
            for _ in 0..<3 { _ = try images.pixels(at: 1) }
        }
    }
}
