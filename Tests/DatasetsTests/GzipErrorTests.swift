import Datasets
import TestSupport
import Testing

@Suite struct GzipErrorTests {
    /// Returns the error of reading a folder whose images are these bytes, `$` standing for its path.
    private func message(images: [UInt8]) throws -> String {
        let folder = try TemporaryFolder()
        try folder.write(images, to: "train-images-idx3-ubyte.gz")
        try folder.write(IDXFixture.labels, to: "train-labels-idx1-ubyte")
        let error = #expect(throws: DatasetError.self) {
            try IDX.readDataset(folder: folder.path, split: .training)
        }
        return "\(try #require(error))".replacing(folder.path, with: "$")
    }

    @Test func findsAFlippedByte() throws {
        var bytes = IDXFixture.gzipped(IDXFixture.images)
        // The last eight bytes are the checksum and the length.
        bytes[bytes.count - 8] ^= 1
        #expect(
            try message(images: bytes)
                == "'$/train-images-idx3-ubyte.gz' is a damaged gzip file: incorrect data check")
    }

    @Test func findsAStreamThatStopsInItsMiddle() throws {
        let bytes = IDXFixture.gzipped(IDXFixture.images)
        for missing in [1, 8, 12] {
            #expect(
                try message(images: bytes.dropLast(missing))
                    == "'$/train-images-idx3-ubyte.gz' is a damaged gzip file: "
                    + "unexpected end of file")
        }
    }

    @Test func findsContentThatIsShorterThanItsHeaderSays() throws {
        let bytes = IDXFixture.gzipped(IDXFixture.images.dropLast(2))
        #expect(
            try message(images: bytes)
                == "'$/train-images-idx3-ubyte.gz' is cut short: it holds 26 of the 28 bytes that "
                + "it must hold")
    }

    @Test func stopsUnpackingAfterTheLastValue() throws {
        let bomb = IDXFixture.gzipped(
            IDXFixture.images + [UInt8](repeating: 0, count: 20_000_000))
        #expect(
            try message(images: bomb)
                == "'$/train-images-idx3-ubyte.gz' goes on after the 28 bytes that it must hold")
    }

    @Test func stopsUnpackingABomb() throws {
        let bomb = IDXFixture.gzipped(
            IDXFixture.idx(
                magic: 0x0803, [80_000, 32, 32], values: [UInt8](repeating: 0, count: 81_920_000)))
        #expect(
            try message(images: bomb)
                == "'$/train-images-idx3-ubyte.gz' unpacks to more than 67108864 bytes; "
                + "a gzip file of \(bomb.count) bytes may hold at most as many")
    }

    @Test func refusesAClaimThatNoCompressionKeeps() throws {
        let bytes = IDXFixture.gzipped(
            IDXFixture.idx(magic: 0x0803, [1 << 20, 1 << 10, 1 << 10], values: [1, 2, 3]))
        #expect(
            try message(images: bytes)
                == "header of '$/train-images-idx3-ubyte.gz' claims 1048576 × 1024 × 1024 values; "
                + "a file of \(bytes.count) bytes cannot hold as many")
    }
}
