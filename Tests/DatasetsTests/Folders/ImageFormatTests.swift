import Datasets
import Foundation
import Testing

/// WebP, BMP, TIFF and Netpbm files against Pillow, by `Scripts/golden/image_formats.py`.
@Suite struct ImageFormatTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let file: String
        let width: Int
        let height: Int
        let pixels: String

        var testDescription: String { file }

        var bytes: [UInt8] {
            stride(from: 0, to: pixels.utf8.count, by: 2).compactMap { place in
                UInt8(pixels.dropFirst(place).prefix(2), radix: 16)
            }
        }
    }

    static let cases: [Case] = {
        let data = (try? ImageGolden.bytes("Formats/cases.json")).map { Data($0) } ?? Data()
        return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
    }()

    @Test func goldenCasesAreThere() {
        #expect(Self.cases.count == 42)
    }

    @Test(arguments: cases) func decodesAsPillowDoes(golden: Case) throws {
        let file = try ImageFile(
            bytes: ImageGolden.bytes("Formats/" + golden.file), name: golden.file)
        let image = try file.decode()
        #expect(image.width == golden.width && image.height == golden.height)
        #expect(ImageGolden.difference(image.pixels, golden.bytes) == 0)
        let part = try file.decode(denominator: 1, rows: 2..<5)
        #expect(part.pixels == Array(image.pixels[6 * image.width..<15 * image.width]))
    }

    @Test(arguments: cases) func everyShorterFileIsAnImageOrAnError(golden: Case) throws {
        let bytes = try ImageGolden.bytes("Formats/" + golden.file)
        var errorCount = 0
        #if DEBUG
            let step = 17
        #else
            let step = 1
        #endif
        for count in stride(from: 0, to: bytes.count, by: step) {
            do {
                _ = try ImageFile(bytes: Array(bytes.prefix(count)), name: "x").decode()
            } catch {
                errorCount += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(errorCount * step > bytes.count / 2)
    }

    @Test(arguments: ["lossy.webp", "colour.bmp", "raw.tif", "bytes.ppm"])
    func refusesGiantImagesBeforeDecoding(name: String) throws {
        let bytes = try ImageGolden.bytes("Formats/" + name)
        let error = #expect(throws: DatasetError.self) {
            try ImageFile(
                bytes: bytes, name: "x", options: DecodingOptions(maximumPixelCount: 76))
        }
        #expect(error?.description == "image 'x' has 11 × 7 pixels; it may have at most 76")
    }

    @Test(arguments: [
        ("P6 2 2 255\n1234567890", "it ends before its last row"),
        ("P2 1 1 15 16", "it has the value 16; the largest is 15"),
        ("P5 0 3 255\n", "it has 0 × 3 pixels; both sides must be at least 1"),
        ("P5 3 3 70000\n", "its largest value is 70000; it must be in 1...65535"),
        ("P5 3", "its header is cut off or no numbers"),
    ]) func namesWhatIsWrongWithNetpbmFiles(text: String, reason: String) throws {
        let error = #expect(throws: DatasetError.self) {
            try ImageFile(bytes: Array(text.utf8), name: "x").decode()
        }
        #expect(error?.description == "image 'x' cannot be decoded: \(reason)")
    }

    @Test(arguments: [
        ("GIF89a", "GIF"), ("%PDF-1.4", "PDF"), ("\0\0\0\u{18}ftypheic", "HEIC"),
        ("\0\0\0\u{18}ftypavif", "AVIF"), ("hello", "text"),
    ]) func namesWhatItDoesNotRead(start: String, word: String) throws {
        let error = #expect(throws: DatasetError.self) {
            try ImageFile(bytes: Array(start.utf8), name: "x")
        }
        #expect(
            error?.description
                == "image 'x' cannot be decoded: it is \(word); the formats that are read are JPEG, "
                + "PNG, WebP, BMP, TIFF, PPM and PGM")
    }
}
