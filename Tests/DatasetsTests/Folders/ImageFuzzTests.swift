import CZlib
import Datasets
import Testing

/// Damages files at random: whatever happens must be an image or an error.
@Suite struct ImageFuzzTests {
    private let files = [
        "subsampled.jpg", "progressive.jpg", "cmyk.jpg", "restarts.jpg", "interlaced.png",
        "palette-transparent.png",
    ]

    @Test(arguments: 0..<6) func damagedFilesGiveAnImageOrAnError(fileIndex: Int) throws {
        let original = try ImageGolden.bytes(files[fileIndex])
        var errorCount = 0
        #if DEBUG
            let roundCount = 100
        #else
            let roundCount = 1500
        #endif
        for round in 0..<roundCount {
            var random = SeededRandom(seed: 5, stream: UInt64(fileIndex), UInt64(round))
            let bytes = damaged(original, random: &random)
            let options = DecodingOptions(acceptsDamage: round.isMultiple(of: 2))
            do {
                let file = try ImageFile(bytes: bytes, name: "x", options: options)
                #expect(file.width * file.height <= bytes.count * 8256 + 8256)
                let image = try file.decode(
                    minimumWidth: round % 3 == 0 ? 1 : nil, minimumHeight: round % 3 == 0 ? 1 : nil)
                #expect(image.pixels.count == 3 * image.width * image.height)
                let first = random.integer(below: image.height)
                if image.width == file.width {
                    _ = try file.decode(denominator: 1, rows: first..<image.height)
                }
            } catch {
                errorCount += 1
                #expect(!error.description.isEmpty)
            }
        }
        // Most damage is noticed, or the files would not be damaged at all.
        #expect(errorCount > roundCount / 10)
    }

    /// Changes, removes or repeats some bytes; half of the PNG files get valid checksums again, so
    /// that the damage reaches what they protect.
    private func damaged(_ original: [UInt8], random: inout SeededRandom) -> [UInt8] {
        var bytes = original
        for _ in 0...random.integer(below: 4) {
            let position = random.integer(below: bytes.count)
            switch random.integer(below: 4) {
            case 0: bytes[position] ^= 1 << UInt8(random.integer(below: 8))
            case 1: bytes[position] = UInt8(random.integer(below: 256))
            case 2: bytes.removeSubrange(position..<min(position + 3, bytes.count))
            default: bytes.insert(contentsOf: bytes[position...].prefix(9), at: position)
            }
        }
        if original[0] == 0x89, random.occurs(withProbability: 0.5) { repairChecksums(&bytes) }
        return bytes
    }

    private func repairChecksums(_ bytes: inout [UInt8]) {
        var position = 8
        while position + 12 <= bytes.count {
            let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = position + 8 + length
            guard end + 4 <= bytes.count else { return }
            let content = Array(bytes[position + 4..<end])
            let checksum = UInt32(truncatingIfNeeded: crc32(0, content, UInt32(content.count)))
            for index in 0..<4 {
                bytes[end + index] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32(index)))
            }
            position = end + 4
        }
    }
}
