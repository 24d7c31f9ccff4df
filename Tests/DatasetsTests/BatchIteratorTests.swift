import Datasets
import Foundation
import Testing

/// Thirty images of one pixel, of which one may be unreadable.
private final class FragileImages: ImageDataset {
    struct Unreadable: Error, Equatable { let index: Int }

    let name = "fragile"
    let classNames = ["only"]
    let count = 30
    let imageShape = ImageShape(channelCount: 1, height: 1, width: 1)
    let unreadableIndex: Int?

    init(unreadableIndex: Int? = nil) {
        self.unreadableIndex = unreadableIndex
    }

    func label(at index: Int) -> Int { 0 }

    func copyPixels(at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>) throws {
        if index == unreadableIndex { throw Unreadable(index: index) }
        destination[0] = UInt8(index)
    }
}

@Suite struct BatchIteratorTests {
    private let configuration = LoaderConfiguration(
        batchSize: 1, prefetchCount: 3, workerCount: 2)

    /// Waits until `condition` holds, at most ten seconds.
    private func holdsSoon(_ condition: () -> Bool) -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if condition() { return true }
            Thread.sleep(forTimeInterval: 0.001)
        }
        return false
    }

    @Test func errorsSurfaceInTheirPlace() throws {
        let loader = try BatchLoader(
            dataset: FragileImages(unreadableIndex: 5), configuration: configuration)
        let batches = loader.batches(epoch: 0)
        for index in 0..<5 {
            #expect(try batches.next()?.pixels == [Float(index) / 255])
        }
        #expect(throws: FragileImages.Unreadable(index: 5)) { try batches.next() }
        #expect(try batches.next() == nil)
    }

    @Test func endsWithNilForever() throws {
        let loader = try BatchLoader(dataset: FragileImages(), configuration: configuration)
        let batches = loader.batches(epoch: 0, startingAt: 29)
        #expect(try batches.next()?.count == 1)
        #expect(try batches.next() == nil)
        #expect(try batches.next() == nil)
    }

    @Test(arguments: [0, 1, 10, 30]) func lettingGoEndsTheThreads(takenCount: Int) throws {
        weak var images: FragileImages?
        do {
            let strongImages = FragileImages()
            images = strongImages
            let loader = try BatchLoader(dataset: strongImages, configuration: configuration)
            let batches = loader.batches(epoch: 0)
            for _ in 0..<takenCount { #expect(try batches.next() != nil) }
        }
        // The threads own the dataset, so it lives exactly until the last of them has ended.
        #expect(holdsSoon { images == nil })
    }

    @Test func cancellingEndsTheBatches() throws {
        let loader = try BatchLoader(dataset: FragileImages(), configuration: configuration)
        let batches = loader.batches(epoch: 0)
        #expect(try batches.next() != nil)
        batches.cancel()
        #expect(try batches.next() == nil)
    }

    @Test func hundredsOfAbandonedIteratorsLeaveNothingBehind() throws {
        weak var images: FragileImages?
        do {
            let strongImages = FragileImages()
            images = strongImages
            let loader = try BatchLoader(dataset: strongImages, configuration: configuration)
            for epoch in 0..<300 { _ = try loader.batches(epoch: epoch).next() }
        }
        #expect(holdsSoon { images == nil })
    }
}
