import Datasets
import Testing

@Suite struct ChannelConversionTests {
    /// Colours, and what `Image.convert("L")` of Pillow 12 makes of each.
    private static let greys: [(color: [UInt8], grey: UInt8)] = [
        ([0, 0, 0], 0), ([255, 255, 255], 255), ([255, 0, 0], 76), ([0, 255, 0], 150),
        ([0, 0, 255], 29), ([12, 200, 77], 130), ([1, 2, 3], 2), ([254, 3, 130], 93),
    ]

    private let shape = ImageShape(channelCount: 3, height: 2, width: 2)

    /// Two colour images of four pixels each.
    private func colors() throws -> InMemoryImages {
        let pixels = [0, 4].flatMap { first in
            (0..<3).flatMap { channel in
                Self.greys[first..<first + 4].map { $0.color[channel] }
            }
        }
        return try InMemoryImages(
            name: "colours", classNames: ["a", "b"], imageShape: shape, pixels: pixels,
            labels: [1, 0])
    }

    @Test func greyValuesArePillows() throws {
        let grey = try colors().converted(toChannels: 1)
        #expect(grey.pixels == Self.greys.map(\.grey))
        #expect(grey.imageShape == ImageShape(channelCount: 1, height: 2, width: 2))
        #expect(grey.labels == [1, 0])
    }

    @Test func allGreyColoursStayTheSame() throws {
        let values = (0...255).map { UInt8($0) }
        let grey = try InMemoryImages(
            name: "greys", classNames: ["a"],
            imageShape: ImageShape(channelCount: 1, height: 16, width: 16), pixels: values,
            labels: [0])
        let colors = grey.converted(toChannels: 3)
        #expect(colors.pixels == values + values + values)
        #expect(colors.converted(toChannels: 1).pixels == values)
    }

    @Test func convertsImagesThatAreReadOneByOne() throws {
        let images = try colors()
        let converted = ConvertedImages(images, channelCount: 1)
        var pixels = [UInt8](repeating: 0, count: 4)
        try pixels.withUnsafeMutableBufferPointer { try converted.copyPixels(at: 1, into: $0) }
        #expect(pixels == Self.greys[4...].map(\.grey))
        #expect(converted.count == 2 && converted.label(at: 0) == 1)
    }

    @Test func normalizationOfGreyValuesIsThatOfTheirWeights() {
        let color = Normalization(mean: [0.5, 0.25, 0.75], deviation: [0.2, 0.2, 0.2])
        let grey = color.converted(toChannels: 1)
        #expect(abs(grey.mean[0] - (0.299 * 0.5 + 0.587 * 0.25 + 0.114 * 0.75)) < 1e-4)
        #expect(abs(grey.deviation[0] - 0.2) < 1e-6)
        #expect(color.converted(toChannels: 3) == color)
    }
}
