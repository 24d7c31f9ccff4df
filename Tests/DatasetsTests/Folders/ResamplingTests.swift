import Datasets
import Testing

@Suite struct ResamplingTests {
    private func image(width: Int, height: Int, seed: UInt64 = 1) -> RGBImage {
        var random = SeededRandom(seed: seed)
        let pixels = (0..<3 * width * height).map { _ in UInt8(random.integer(below: 256)) }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// Resamples one line of grey levels as the definition says.
    private func reference(
        _ line: [UInt8], from start: Double, to end: Double, count: Int
    ) -> [UInt8] {
        let scale = (end - start) / Double(count)
        let support = max(scale, 1)
        return (0..<count).map { output in
            let center = start + (Double(output) + 0.5) * scale
            // The pixels whose middles the filter reaches, rounded as Pillow rounds.
            let first = max(0, Int(center - support + 0.5))
            let inputs = first..<min(line.count, Int(center + support + 0.5))
            let shares = inputs.map { max(0, 1 - abs((Double($0) + 0.5 - center) / support)) }
            let sum = shares.reduce(0, +)
            let weights = shares.map { ($0 / sum * 0x1p22).rounded() }
            let level = zip(inputs, weights).reduce(0) { $0 + Double(line[$1.0]) * $1.1 }
            return UInt8(min((level / 0x1p22 + 0.5).rounded(.down), 255))
        }
    }

    private func reference(
        _ image: RGBImage, _ box: ResamplingBox, width: Int, height: Int
    ) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 3 * width * height)
        for channel in 0..<3 {
            let lines = (0..<image.height).map { row in
                let line = (0..<image.width).map {
                    image.pixels[3 * (row * image.width + $0) + channel]
                }
                return reference(line, from: box.left, to: box.right, count: width)
            }
            for column in 0..<width {
                let line = reference(
                    lines.map { $0[column] }, from: box.top, to: box.bottom, count: height)
                for row in 0..<height {
                    result[3 * (row * width + column) + channel] = line[row]
                }
            }
        }
        return result
    }

    @Test(arguments: ImageGolden.cases("resized")) func equalsPillow(
        golden: ImageGolden.Case
    ) throws {
        let box = try #require(golden.box)
        let resized = Resampling.bilinear(
            try ImageGolden.file(golden.file).decode(),
            box: ResamplingBox(left: box[0], top: box[1], right: box[2], bottom: box[3]),
            width: golden.width, height: golden.height)
        #expect(ImageGolden.difference(resized.pixels, golden.pixels) == 0)
    }

    @Test(arguments: [1, 2, 15, 16, 17, 32, 33], [1, 3, 16, 40])
    func equalsTheReference(width: Int, height: Int) {
        for (inputWidth, inputHeight) in [(1, 1), (5, 3), (19, 23)] {
            let source = image(width: inputWidth, height: inputHeight)
            let box = ResamplingBox(
                left: 0.25, top: 0, right: Double(inputWidth) - 0.5, bottom: Double(inputHeight))
            for box in [nil, box] {
                let resized = Resampling.bilinear(source, box: box, width: width, height: height)
                let whole = ResamplingBox(
                    left: 0, top: 0, right: Double(inputWidth), bottom: Double(inputHeight))
                let expected = reference(source, box ?? whole, width: width, height: height)
                #expect(resized.pixels == expected)
            }
        }
    }

    @Test func sameSizeChangesNothing() {
        let source = image(width: 21, height: 13)
        #expect(Resampling.bilinear(source, width: 21, height: 13) == source)
    }

    @Test(arguments: [UInt8(0), 1, 127, 254, 255]) func flatImagesStayFlat(level: UInt8) {
        let source = RGBImage(
            width: 301, height: 7, pixels: [UInt8](repeating: level, count: 3 * 301 * 7))
        for (width, height) in [(1, 1), (7, 3), (100, 20), (301, 40)] {
            let resized = Resampling.bilinear(source, width: width, height: height)
            #expect(resized.pixels.allSatisfy { $0 == level })
        }
    }
}
