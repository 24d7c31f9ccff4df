import Datasets
import Testing

@Suite struct ColorJitterTests {
    private static let kinds: [String: ColorChange.Kind] = [
        "brightness": .brightness, "contrast": .contrast, "saturation": .saturation,
    ]

    @Test(arguments: ImageGolden.cases("jittered")) func equalsPillow(
        golden: ImageGolden.Case
    ) throws {
        let change = ColorChange(
            kind: try #require(Self.kinds[golden.kind ?? ""]), factor: try #require(golden.factor))
        let image = try ImageGolden.file(golden.file).decode()
        let small = Resampling.bilinear(image, width: golden.width, height: golden.height)
        var planes = ImageGolden.planes(small.pixels)
        planes.withUnsafeMutableBufferPointer { change.apply(to: $0) }
        #expect(ImageGolden.difference(ImageGolden.interleaved(planes), golden.pixels) == 0)
    }

    @Test func drawsEveryOrderAndOnlyAllowedFactors() {
        let jitter = ColorJitter(brightness: 0.4, contrast: 1.5, saturation: 0.1)
        var random = SeededRandom(seed: 4)
        let drawn = (0..<600).map { _ in jitter.changes(random: &random) }
        #expect(Set(drawn.map { $0.map(\.kind) }).count == 6)
        for change in drawn.joined() {
            switch change.kind {
            case .brightness: #expect((0.6...1.4).contains(change.factor))
            case .contrast: #expect((0...2.5).contains(change.factor))
            case .saturation: #expect((0.9...1.1).contains(change.factor))
            }
        }
        #expect(drawn.allSatisfy { $0.count == 3 })
    }

    @Test func noStrengthMeansNoChange() {
        var random = SeededRandom(seed: 4)
        #expect(ColorJitter().changes(random: &random).isEmpty)
        #expect(ColorJitter(contrast: 1).changes(random: &random).map(\.kind) == [.contrast])
    }
}
