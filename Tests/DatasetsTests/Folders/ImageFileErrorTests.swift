import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct ImageFileErrorTests {
    /// Returns the error of decoding bytes, empty if there is none.
    private func message(
        _ bytes: [UInt8], options: DecodingOptions = DecodingOptions()
    ) -> String {
        do {
            _ = try ImageFile(bytes: bytes, name: "x.jpg", options: options).decode()
            return ""
        } catch {
            return error.description
        }
    }

    @Test func namesWhatIsNoImage() {
        #expect(message([]) == "image 'x.jpg' cannot be decoded: it is empty")
        #expect(
            message(Array("GIF89a".utf8))
                == "image 'x.jpg' cannot be decoded: it is GIF; the formats that are "
                + "read are JPEG, PNG, WebP, BMP, TIFF, PPM and PGM")
    }

    /// An animation takes eleven bytes a pixel: this one of 8,000 × 8,000 would take 700 MB.
    @Test func namesAnimationsThatAreTooLarge() throws {
        var bytes = try ImageGolden.bytes("Formats/moving.webp")
        bytes.replaceSubrange(24..<30, with: [0x3F, 0x1F, 0, 0x3F, 0x1F, 0])
        #expect(
            message(bytes)
                == "image 'x.jpg' cannot be decoded: it is an animation of more than 33554432 pixels"
        )
    }

    @Test func namesWhatIsCutOff() throws {
        let jpeg = try ImageGolden.bytes("rgb.jpg")
        let png = try ImageGolden.bytes("rgb.png")
        #expect(
            message(Array(jpeg.prefix(jpeg.count / 2)))
                == "image 'x.jpg' cannot be decoded: Premature end of JPEG file")
        #expect(
            message(Array(jpeg.prefix(10)))
                == "image 'x.jpg' cannot be decoded: Premature end of JPEG file")
        #expect(
            message(Array(png.prefix(png.count / 2)))
                == "image 'x.jpg' cannot be decoded: premature end of PNG file")
    }

    @Test func namesAFileThatEndsInTheMiddleOfItsImage() throws {
        let bytes = try ImageGolden.bytes("rgb.jpg").prefix(900) + [0xFF, 0xD9]
        #expect(
            message(Array(bytes))
                == "image 'x.jpg' cannot be decoded: Corrupt JPEG data: premature end of data "
                + "segment")
        #expect(message(Array(bytes), options: DecodingOptions(acceptsDamage: true)) == "")
    }

    @Test func everyShorterFileIsAnError() throws {
        // Without its last two bytes a JPEG file has all of its image, but no end.
        for name in ["subsampled.jpg", "progressive.jpg", "cmyk.jpg"] {
            let bytes = try ImageGolden.bytes(name)
            for count in stride(from: 0, to: bytes.count - 2, by: 7) {
                #expect(message(Array(bytes.prefix(count))) != "")
            }
        }
    }

    @Test func acceptsDamageIfAsked() throws {
        let bytes = try ImageGolden.bytes("rgb.jpg")
        let whole = try ImageFile(bytes: bytes, name: "x.jpg").decode()
        let cut = try ImageFile(
            bytes: Array(bytes.prefix(bytes.count * 3 / 4)), name: "x.jpg",
            options: DecodingOptions(acceptsDamage: true)
        ).decode()
        #expect(cut.pixels.count == whole.pixels.count)
        #expect(cut.pixels.prefix(3 * 8 * 53) == whole.pixels.prefix(3 * 8 * 53))
        #expect(cut != whole)
    }

    @Test func refusesGiantImagesBeforeDecoding() throws {
        for name in ["rgb.jpg", "rgb.png"] {
            let bytes = try ImageGolden.bytes(name)
            #expect(
                message(bytes, options: DecodingOptions(maximumPixelCount: 1960))
                    == "image 'x.jpg' has 53 × 37 pixels; it may have at most 1960")
            #expect(message(bytes, options: DecodingOptions(maximumPixelCount: 1961)) == "")
        }
    }

    @Test func refusesSizesThatTheFileCannotHold() throws {
        var bytes = try ImageGolden.bytes("rgb.jpg")
        let frame = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0]) })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0x20, 0, 0x20, 0])
        #expect(
            message(bytes)
                == "header of 'x.jpg' claims 8192 × 8192 values; a file of \(bytes.count) bytes "
                + "cannot hold as many")
    }

    @Test func refusesGiantFilesAndWhatIsNoFile() throws {
        let folder = try TemporaryFolder()
        try folder.write([UInt8](repeating: 0, count: 11), to: "x.jpg")
        let path = folder.path + "/x.jpg"
        func message(_ path: String) -> String? {
            #expect(throws: DatasetError.self) {
                try ImageFile(path: path, options: DecodingOptions(maximumFileSize: 10))
            }?.description
        }
        #expect(
            message(path) == "image '\(path)' is a file of 11 bytes; it may have at most 10")
        #expect(message(path + "x") == "'\(path)x' cannot be read: it cannot be opened")
        #expect(
            message(folder.path) == "'\(folder.path)' cannot be read: it is not a regular file")
    }
}
