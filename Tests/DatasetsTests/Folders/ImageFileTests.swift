import Datasets
import Testing

@Suite struct ImageFileTests {
    @Test func goldenCasesAreThere() {
        #expect(ImageGolden.cases("decoded").count == 19)
        #expect(ImageGolden.cases("scaled").count == 12)
    }

    /// Every version of libjpeg-turbo has the same integer transforms; PNG loses nothing.
    @Test(arguments: ImageGolden.cases("decoded")) func decodesAsPillowDoes(
        golden: ImageGolden.Case
    ) throws {
        let image = try ImageGolden.file(golden.file).decode()
        #expect(image.width == golden.width && image.height == golden.height)
        #expect(ImageGolden.difference(image.pixels, golden.pixels) == 0)
    }

    @Test(arguments: ImageGolden.cases("scaled")) func decodesAtReducedSizeAsPillowDoes(
        golden: ImageGolden.Case
    ) throws {
        let denominator = try #require(golden.denominator)
        let file = try ImageGolden.file(golden.file)
        let image = try file.decode(
            minimumWidth: file.width / denominator, minimumHeight: file.height / denominator)
        #expect(image.width == golden.width && image.height == golden.height)
        #expect(ImageGolden.difference(image.pixels, golden.pixels) == 0)
    }

    @Test(arguments: [(13, 9, 14), (14, 9, 27), (13, 10, 27), (27, 1, 53), (1, 1, 7)])
    func isNeverSmallerThanAskedFor(
        minimumWidth: Int, minimumHeight: Int, expectedWidth: Int
    ) throws {
        let file = try ImageGolden.file("rgb.jpg")
        let image = try file.decode(minimumWidth: minimumWidth, minimumHeight: minimumHeight)
        #expect(image.width == expectedWidth)
        #expect(image.width >= minimumWidth && image.height >= minimumHeight)
    }

    @Test(arguments: ImageGolden.cases("decoded")) func partsEqualTheWhole(
        golden: ImageGolden.Case
    ) throws {
        let file = try ImageGolden.file(golden.file)
        for denominator in file.format == .jpeg ? [1, 2, 4, 8] : [1] {
            let height = (file.height + denominator - 1) / denominator
            let whole = try file.decode(denominator: denominator, rows: 0..<height)
            let rowSize = 3 * whole.width
            for first in 0..<height {
                for end in [first + 1, min(first + 5, height), height] {
                    let part = try file.decode(denominator: denominator, rows: first..<end)
                    #expect(part.height == end - first)
                    #expect(part.pixels == Array(whole.pixels[first * rowSize..<end * rowSize]))
                }
            }
        }
    }

    @Test func contentDecidesNotTheName() throws {
        let file = try ImageFile(bytes: ImageGolden.bytes("rgb.png"), name: "misnamed.JPEG")
        #expect(file.format == .png)
    }
}
