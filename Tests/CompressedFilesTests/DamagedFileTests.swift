import TensorFiles
import TestSupport
import Testing

/// What is said of files whose table or parts are wrong.
@Suite struct DamagedFileTests {
    private typealias Parts = HandMadeFile

    private let sample: CompressedSample

    init() throws { sample = try CompressedSample() }

    /// What is wrong with a file, without the part that names it.
    private func problem(_ file: HandMadeFile) -> String? {
        message { _ = try file.open(in: sample).bytes(of: "w") }.map { text in
            for start in [
                "'\(sample.path)' is not a valid compressed file: ",
                "tensor 'w' of '\(sample.path)' cannot be unpacked: ",
            ] where text.hasPrefix(start) {
                return String(text.dropFirst(start.count))
            }
            return text
        }
    }

    @Test(arguments: [
        ("", "'pdp.compressed' in its metadata is not valid JSON, '{' is expected at byte 0"),
        (
            #"{"version":1"#,
            "'pdp.compressed' in its metadata is not valid JSON, ',' or '}' is expected at byte 12"
        ),
        ("{}", "'pdp.compressed' in its metadata has no 'version'"),
        (#"{"version":1}"#, "'pdp.compressed' in its metadata has no 'tableBytes'"),
        (#"{"version":2,"tableBytes":9}"#, "its version is 2, and 1 is allowed"),
        (
            #"{"version":1,"version":1}"#,
            "'pdp.compressed' in its metadata has the key 'version' twice"
        ),
        (
            #"{"version":-1}"#,
            "'version' in its metadata is '-1', and whole numbers from 0 to 9223372036854775807 are "
                + "allowed"
        ),
        (
            #"{"size":1}"#,
            "'pdp.compressed' in its metadata has the unknown key 'size', and only 'version' and "
                + "'tableBytes' are allowed"
        ),
        (
            #"{"version":1,"tableBytes":33}"#,
            "its table is damaged: it does not become 33 bytes of text"
        ),
        (
            #"{"version":1,"tableBytes":31}"#,
            "its table is damaged: it does not become 31 bytes of text"
        ),
        (
            #"{"version":1,"tableBytes":0}"#,
            "its table is damaged: it does not become 0 bytes of text"
        ),
    ])
    func refusesWrongMetadata(metadata: String, text: String) {
        var file = HandMadeFile([2], "all", values: Parts.values(1, 2))
        file.table = #"{"w":{"dtype":"F32","shape":[2]}"#
        file.metadata = metadata
        #expect(problem(file) == text)
    }

    @Test func refusesATableThatUnpacksToTooMuch() throws {
        var file = HandMadeFile([2], "all", values: Parts.values(1, 2))
        file.table += String(repeating: " ", count: 2_000_000)
        let text = try #require(problem(file))
        #expect(text.hasPrefix("its table has 2000071 bytes, and at most 1"))
        #expect(text.contains(" are allowed for the "))
    }

    @Test(arguments: [
        ("[]", "its table is not valid JSON, '{' is expected at byte 0"),
        ("{} 1", "its table is not valid JSON, the end is expected at byte 3"),
        (
            #"{"w":{"dtype":"F32","shape":[2]},"w":{}}"#, "its table has the key 'w' twice"
        ),
        (#"{"w":{"dtype":"F32"}}"#, "tensor 'w' of its table has no 'shape'"),
        (#"{"w":{"shape":[2]}}"#, "tensor 'w' of its table has no 'dtype'"),
        (
            #"{"w":{"dtype":"F32","dtype":"F32"}}"#,
            "tensor 'w' of its table has the key 'dtype' twice"
        ),
        (
            #"{"w":{"type":"F32"}}"#,
            "tensor 'w' of its table has the unknown key 'type', and only 'dtype', 'shape', "
                + "'values', 'positions', 'count', 'bytes' are allowed"
        ),
        (#"{"w":{"dtype":"F33","shape":[2]}}"#, "tensor 'w' has the unknown type 'F33'"),
        (
            #"{"w":{"dtype":"F32","shape":[2],"values":"I9"}}"#,
            "tensor 'w' has the unknown type 'I9'"
        ),
        (
            #"{"w":{"dtype":"F32","shape":[-1]}}"#,
            "in its table, 'shape' of tensor 'w' holds '-1', and whole numbers from 0 to "
                + "9223372036854775807 are allowed"
        ),
        (
            #"{"w":{"dtype":"F32","shape":[2],"count":01}}"#,
            "'count' of tensor 'w' is '01', and whole numbers from 0 to 9223372036854775807 are "
                + "allowed"
        ),
        (
            #"{"w":{"dtype":"F32","shape":[4294967296,4294967296]}}"#,
            "tensor 'w' has the shape [4294967296, 4294967296], and its bytes must fit a 64-bit "
                + "number"
        ),
        (
            #"{"w":{"dtype":"F64","shape":[2],"values":"F32"}}"#,
            "tensor 'w' has values of type F32, which cannot become F64"
        ),
        (
            #"{"w":{"dtype":"F32","shape":[],"values":"I8"}}"#,
            "tensor 'w' has steps of output channels, and no axis of them"
        ),
    ])
    func refusesAWrongTable(table: String, text: String) {
        var file = HandMadeFile([2], "all", values: Parts.values(1, 2))
        file.table = table
        #expect(problem(file) == text)
    }

    @Test(arguments: [
        "", "al", "rice", "rice-", "rice-33", "rice--1", "rice-01", "4:2", "0:4", "4:4", "2:65",
        "2:4-padded", "2:4-", "2:4-flattened-flattened", "02:4", "2:", ":4", "2:4:8", "4x1", "4x1-",
        "1x1-bitmask", "65x1-bitmask", "04x1-bitmask", "4x2-bitmask",
        "4x1-runs", "4x1-all", "4x1-2:4", "4x1-4x1-bitmask", "4x1-rice-33",
    ])
    func refusesUnknownPositions(name: String) {
        let file = HandMadeFile([2, 2], name, values: Parts.values(1, 2, 3, 4))
        #expect(
            problem(file)
                == "tensor 'w' has the unknown positions '\(name)'; they must be 'all', 'bitmask', "
                + "'runs', 'rice-0' to 'rice-32', N:M or blocks such as '4x1-bitmask'")
    }

    @Test func refusesNumbersThatDoNotFit() {
        let one = Parts.values(1)
        let cases: [(HandMadeFile, String)] = [
            (HandMadeFile([0, 2], "all", values: one), "tensor 'w' has 1 values and 0 elements"),
            (
                HandMadeFile([2, 2], "all", values: one, bits: [1]),
                "tensor 'w' has 1 bytes of positions; all needs 0"
            ),
            (
                HandMadeFile([3, 3], "bitmask", values: one, bits: [1]),
                "tensor 'w' has 1 bytes of positions; bitmask needs 2"
            ),
            (
                HandMadeFile([3], "runs", values: one, bits: [1, 0, 0, 0, 2]),
                "tensor 'w' has 5 bytes of positions; runs needs 4"
            ),
            (
                HandMadeFile([9], "rice-8", values: Parts.values(1, 2), bits: [3, 0]),
                "tensor 'w' has 2 bytes of positions; rice-8 needs 3"
            ),
            (
                HandMadeFile([1, 4], "1:4", values: one, bits: [1, 0]),
                "tensor 'w' has 2 bytes of positions; 1:4 needs 1"
            ),
            (
                HandMadeFile([1, 4], "2:4", values: one, bits: [1]),
                "tensor 'w' of shape [1, 4] has 1 values, which are not 2 of every 4"
            ),
            (
                HandMadeFile([1, 6], "1:4", values: one, bits: [1]),
                "tensor 'w' of shape [1, 6] has 1 values, which are not 1 of every 4"
            ),
            (
                HandMadeFile([4, 2], "4x1-bitmask", values: one, bits: [1]),
                "tensor 'w' of shape [4, 2] has 1 values, which are no whole blocks of 4x1"
            ),
            (
                HandMadeFile([3, 2], "2x1-bitmask", values: Parts.values(1, 2), bits: [1]),
                "tensor 'w' of shape [3, 2] has 2 values, which are no whole blocks of 2x1"
            ),
            (
                HandMadeFile([4, 9], "4x1-bitmask", values: Parts.values(1, 2, 3, 4), bits: [1]),
                "tensor 'w' has 1 bytes of positions; 4x1-bitmask needs 2"
            ),
            (
                HandMadeFile([2, 4], "2x1-rice-8", values: Parts.values(1, 2), bits: [1]),
                "tensor 'w' has 1 bytes of positions; 2x1-rice-8 needs 2"
            ),
        ]
        for (file, text) in cases { #expect(problem(file) == text) }
    }

    @Test func refusesPartsThatDoNotFit() {
        let two = Parts.values(1, 2)
        let steps = #","values":"I8""#
        var extra = HandMadeFile([2], "all", values: two)
        extra.parts.append(SampleTensor("v", [1], [1]))
        var empty = HandMadeFile([2], "all", values: two)
        empty.parts.append(SampleTensor("pdp.scales", [0], []))
        let integers = SampleTensor("pdp.values.F32", .int32, [1], bytes: [1, 0, 0, 0])
        let cases: [(HandMadeFile, String)] = [
            (
                HandMadeFile([1], "all", values: SampleTensor("v", [1], [1])),
                "it has no 'pdp.values.F32'"
            ),
            (
                HandMadeFile([1], "all", values: integers),
                "its 'pdp.values.F32' has the type I32, and F32 is needed"
            ),
            (
                HandMadeFile([3], "all", values: two, count: 3),
                "its 'pdp.values.F32' has 8 bytes, too few for tensor 'w'"
            ),
            (
                HandMadeFile([1], "all", values: two, count: 1),
                "its table uses 4 of the 8 bytes of 'pdp.values.F32'"
            ),
            (
                HandMadeFile([1, 1], "all", values: Parts.steps(1), others: steps),
                "it has no 'pdp.scales'"
            ),
            (
                HandMadeFile([2, 1], "all", values: Parts.steps(1, 2), scale: [1], others: steps),
                "its 'pdp.scales' has 4 bytes, too few for tensor 'w'"
            ),
            (extra, "its table uses 0 of the 4 bytes of 'v'"),
            (empty, "its table uses 0 of the 0 bytes of 'pdp.scales'"),
        ]
        for (file, text) in cases { #expect(problem(file) == text) }
    }

    @Test func refusesPositionsThatCannotBe() {
        let one = Parts.values(1)
        let beyond = "its positions go beyond its 4 elements"
        let unfinished = "its positions are not the gaps before 1 values"
        let two = Parts.values(1, 2)
        let notAscending = "its positions in groups of 4 do not ascend below 4"
        let cases: [(HandMadeFile, String)] = [
            (
                HandMadeFile([4], "bitmask", values: one, bits: [0b11]),
                "its positions name 2 elements, and it has 1 values"
            ),
            (HandMadeFile([4], "bitmask", values: one, bits: [0b10000]), beyond),
            (
                HandMadeFile([4], "runs", values: one, bits: Parts.runs(2, 1)),
                "its runs cover 3 of 4 elements"
            ),
            (HandMadeFile([4], "runs", values: one, bits: Parts.runs(3, 1, .max)), beyond),
            (
                HandMadeFile([4], "runs", values: one, bits: Parts.runs(2, 2)),
                "its positions name 2 elements, and it has 1 values"
            ),
            // The fifth element, by its quotient, by its remainder, and far beyond.
            (HandMadeFile([4], "rice-0", values: one, bits: [0b10000]), beyond),
            (HandMadeFile([4], "rice-3", values: one, bits: [1, 4]), beyond),
            (HandMadeFile([4], "rice-32", values: one, bits: [2, 0, 0, 0, 0]), beyond),
            // A unary number that never ends, one value too many, bytes and bits that nobody needs.
            (HandMadeFile([4], "rice-0", values: one, bits: [0, 0]), unfinished),
            (HandMadeFile([4], "rice-0", values: one, bits: [3]), unfinished),
            (HandMadeFile([4], "rice-0", values: one, bits: [1, 0]), unfinished),
            (HandMadeFile([4], "rice-1", values: one, bits: [1, 2]), unfinished),
            (HandMadeFile([1, 4], "2:4", values: two, bits: [0b0101]), notAscending),
            (HandMadeFile([1, 4], "2:4", values: two, bits: [0b0110]), notAscending),
            (HandMadeFile([1, 4], "1:4", values: one, bits: [0b100]), beyond),
            (HandMadeFile([2, 4], "2x1-bitmask", values: two, bits: [0b10000]), beyond),
            (HandMadeFile([2, 4], "2x1-rice-0", values: two, bits: [0b10000]), beyond),
            (HandMadeFile([2, 4], "2x1-rice-0", values: two, bits: [3]), unfinished),
            (
                HandMadeFile([2, 4], "2x1-bitmask", values: two, bits: [3]),
                "its positions name 2 elements, and it has 1 values"
            ),
            (
                HandMadeFile([1, 6], "1:6", values: one, bits: [7]),
                "its positions in groups of 6 do not ascend below 6"
            ),
        ]
        for (file, text) in cases { #expect(problem(file) == text) }
    }

    @Test(arguments: [(Float.nan, "nan"), (-1, "-1.0"), (.infinity, "inf")])
    func refusesScalesThatAreNone(scale: Float, text: String) {
        let file = HandMadeFile(
            [2, 1], "all", values: Parts.steps(1, 2), scale: [1, scale],
            others: #","values":"I8""#)
        #expect(
            problem(file)
                == "the scale of output channel 1 is \(text); it must be finite and at least 0")
    }

    /// A file of a few hundred bytes may not claim memory that it does not explain.
    @Test func refusesToUnpackMoreThanItsSizeExplains() throws {
        var file = HandMadeFile([1 << 30, 16], "rice-0", values: Parts.values(), count: 0)
        file.parts = []
        let text = try #require(problem(file))
        #expect(text.hasPrefix("its tensors would unpack to 68719476736 bytes, and at most 6"))
    }

    @Test func refusesToWriteWhatItWouldNotRead() throws {
        let compressed = try CompressedWriter(of: ZeroFile(shape: [20_480, 1024]))
        let byteCount = try compressed.fileByteCount()
        #expect(
            message { try compressed.write(to: sample.path) }
                == "the compressed file would have \(byteCount) bytes and unpack to 83886080; at "
                + "most \(67_108_864 + 4096 * byteCount) are allowed for its size")
        #expect(try sample.folder.names == [])
    }

    @Test func needsATable() throws {
        try sample.write([SampleTensor("w", [1], [1])])
        #expect(
            message { _ = try CompressedFile(path: sample.densePath) }
                == "'\(sample.densePath)' is not a valid compressed file: its metadata have no "
                + "'pdp.compressed'")
    }
}

/// A file with one tensor of zeros, which takes no room on a disk.
private struct ZeroFile: TensorFile {
    struct Entry: StoredTensor {
        let name = "w"
        let dtype = StoredType.float32
        let shape: [Int]
        var elementCount: Int { shape.reduce(1, *) }
    }

    let path = "zeros"
    let metadata: [String: String] = [:]
    let entries: [Entry]
    let unusableTensors: [UnusableTensor] = []

    init(shape: [Int]) { entries = [Entry(shape: shape)] }

    func entry(_ name: String) -> Entry { entries[0] }

    func withUnsafeBytes<Result>(
        of entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try [UInt8](repeating: 0, count: 4 * entry.elementCount).withUnsafeBytes(body)
    }
}
