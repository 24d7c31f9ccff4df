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

    private static let row = #"{"dtype":"F32","shape":[2,2],"positions":"all"}"#

    @Test(arguments: [
        ("", "its table is not valid JSON, '{' is expected at byte 0"),
        ("[]", "its table is not valid JSON, '{' is expected at byte 0"),
        (
            #"{"version":1,"tensors":{}} 1"#,
            "its table is not valid JSON, the end is expected at byte 27"
        ),
        (#"{"tensors":{}}"#, "its table has no 'version'"),
        (#"{"version":1}"#, "its table has no 'tensors'"),
        (#"{"version":2,"tensors":{}}"#, "its table has the version 2, and 1 is allowed"),
        (#"{"version":1,"version":1}"#, "its table has the key 'version' twice"),
        (
            #"{"version":1,"rows":1}"#,
            "its table has the unknown key 'rows', and only 'version' and 'tensors' are allowed"
        ),
        (HandMadeFile.table(#""w":\#(row),"w":\#(row)"#), "its table has the key 'w' twice"),
        (
            HandMadeFile.table(#""w":{"dtype":"F32","shape":[2]}"#),
            "tensor 'w' of its table has no 'positions'"
        ),
        (
            HandMadeFile.table(#""w":{"shape":[2],"positions":"all"}"#),
            "tensor 'w' of its table has no 'dtype'"
        ),
        (
            HandMadeFile.table(#""w":{"dtype":"F32","dtype":"F32"}"#),
            "tensor 'w' of its table has the key 'dtype' twice"
        ),
        (
            HandMadeFile.table(#""w":{"type":"F32"}"#),
            "tensor 'w' of its table has the unknown key 'type', and only 'dtype', 'shape' and "
                + "'positions' are allowed"
        ),
        (
            HandMadeFile.table(#""w":{"dtype":"F33","shape":[2],"positions":"all"}"#),
            "tensor 'w' has the unknown type 'F33'"
        ),
        (
            HandMadeFile.table(#""w":{"dtype":"F32","shape":[-1],"positions":"all"}"#),
            "in its table, 'shape' of tensor 'w' holds '-1', and whole numbers from 0 to "
                + "9223372036854775807 are allowed"
        ),
        (
            HandMadeFile.table(
                #""w":{"dtype":"F32","shape":[4294967296,4294967296],"positions":"all"}"#),
            "tensor 'w' has the shape [4294967296, 4294967296], and its bytes must fit a 64-bit "
                + "number"
        ),
    ])
    func refusesAWrongTable(table: String, text: String) {
        var file = HandMadeFile([2, 2], "all", values: Parts.values(1, 2, 3, 4))
        file.table = table
        #expect(problem(file) == text)
    }

    @Test(arguments: [
        "", "al", "rice", "rice-", "rice-33", "rice--1", "rice-01", "4:2", "0:4", "4:4", "2:65",
        "2:4-padded", "2:4-", "2:4-flattened-flattened", "02:4", "2:", ":4", "2:4:8",
    ])
    func refusesUnknownPositions(name: String) {
        let file = HandMadeFile([2, 2], name, values: Parts.values(1, 2, 3, 4))
        #expect(
            problem(file)
                == "tensor 'w' has the unknown positions '\(name)'; they must be 'all', 'bitmask', "
                + "'runs', 'rice-0' to 'rice-32' or N:M")
    }

    @Test func refusesPartsThatDoNotFit() {
        let one = Parts.values(1)
        let eight = SampleTensor("w.values", .int8, [4], bytes: [1, 2, 3, 4])
        let cases: [(HandMadeFile, String)] = [
            (
                HandMadeFile([2, 2], "all", values: SampleTensor("v", [1], [1])),
                "tensor 'w' has no part 'w.values'"
            ),
            (HandMadeFile([2, 2], "bitmask", values: one), "tensor 'w' has no part 'w.positions'"),
            (HandMadeFile([2, 2], "all", values: eight), "tensor 'w' has no part 'w.scale'"),
            (
                HandMadeFile([2, 2], "all", dtype: "F64", values: one),
                "part 'w.values' has the type F32, which cannot become F64"
            ),
            (
                HandMadeFile([2, 2], "all", values: SampleTensor("w.values", [2, 1], [1, 2])),
                "part 'w.values' has the type F32 and the shape [2, 1]; F32 and one axis are needed"
            ),
            (
                HandMadeFile([4], "bitmask", values: one, bits: Parts.runs(1)),
                "part 'w.positions' has the type U32 and the shape [1]; U8 and one axis are needed"
            ),
            (
                HandMadeFile([4], "runs", values: one, bits: Parts.bits(1)),
                "part 'w.positions' has the type U8 and the shape [1]; U32 and one axis are needed"
            ),
            (
                HandMadeFile([2, 2], "all", values: eight, scale: [1]),
                "part 'w.scale' has the type F32 and the shape [1]; F32 and one axis of the output "
                    + "channels are needed"
            ),
            (
                HandMadeFile([0, 2], "all", values: one),
                "tensor 'w' has 1 values and 0 elements"
            ),
            (
                HandMadeFile([2, 2], "all", values: one),
                "tensor 'w' has 1 values for all its 4 elements"
            ),
            (
                HandMadeFile([3, 3], "bitmask", values: one, bits: Parts.bits(1)),
                "the positions of tensor 'w' have 1 bytes; bitmask needs 2"
            ),
            (
                HandMadeFile([9], "rice-8", values: Parts.values(1, 2), bits: Parts.bits(3, 0)),
                "the positions of tensor 'w' have 2 bytes; rice-8 needs 3"
            ),
            (
                HandMadeFile([1, 4], "1:4", values: one, bits: Parts.bits(1, 0)),
                "the positions of tensor 'w' have 2 bytes; 1:4 needs 1"
            ),
            (
                HandMadeFile([1, 4], "2:4", values: one, bits: Parts.bits(1)),
                "tensor 'w' of shape [1, 4] has 1 values, which are not 2 of every 4"
            ),
            (
                HandMadeFile([1, 6], "1:4", values: one, bits: Parts.bits(1)),
                "tensor 'w' of shape [1, 6] has 1 values, which are not 1 of every 4"
            ),
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
                HandMadeFile([4], "bitmask", values: one, bits: Parts.bits(0b11)),
                "its positions name 2 elements, and it has 1 values"
            ),
            (HandMadeFile([4], "bitmask", values: one, bits: Parts.bits(0b10000)), beyond),
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
            (HandMadeFile([4], "rice-0", values: one, bits: Parts.bits(0b10000)), beyond),
            (HandMadeFile([4], "rice-3", values: one, bits: Parts.bits(1, 4)), beyond),
            (HandMadeFile([4], "rice-32", values: one, bits: Parts.bits(2, 0, 0, 0, 0)), beyond),
            // A unary number that never ends, one value too many, bytes and bits that nobody needs.
            (HandMadeFile([4], "rice-0", values: one, bits: Parts.bits(0, 0)), unfinished),
            (HandMadeFile([4], "rice-0", values: one, bits: Parts.bits(3)), unfinished),
            (HandMadeFile([4], "rice-0", values: one, bits: Parts.bits(1, 0)), unfinished),
            (HandMadeFile([4], "rice-1", values: one, bits: Parts.bits(1, 2)), unfinished),
            (HandMadeFile([1, 4], "2:4", values: two, bits: Parts.bits(0b0101)), notAscending),
            (HandMadeFile([1, 4], "2:4", values: two, bits: Parts.bits(0b0110)), notAscending),
            (HandMadeFile([1, 4], "1:4", values: one, bits: Parts.bits(0b100)), beyond),
            (
                HandMadeFile([1, 6], "1:6", values: one, bits: Parts.bits(7)),
                "its positions in groups of 6 do not ascend below 6"
            ),
        ]
        for (file, text) in cases { #expect(problem(file) == text) }
    }

    @Test(arguments: [(Float.nan, "nan"), (-1, "-1.0"), (.infinity, "inf")])
    func refusesScalesThatAreNone(scale: Float, text: String) {
        let values = SampleTensor("w.values", .int8, [2], bytes: [1, 2])
        let file = HandMadeFile([2, 1], "all", values: values, scale: [1, scale])
        #expect(
            problem(file)
                == "the scale of output channel 1 is \(text); it must be finite and at least 0")
    }

    @Test func refusesTensorsThatAreThereTwice() {
        var file = HandMadeFile([1], "all", values: Parts.values(1))
        file.parts.append(SampleTensor("w", [1], [2]))
        #expect(problem(file) == "it has tensor 'w' both packed and as it is")
    }

    /// A file of a few hundred bytes may not claim memory that it does not explain.
    @Test func refusesToUnpackMoreThanItsSizeExplains() throws {
        let empty = SampleTensor("w.values", .float32, [0], bytes: [])
        let file = HandMadeFile(
            [1 << 30, 16], "rice-0", values: empty,
            bits: SampleTensor("w.positions", .uint8, [0], bytes: []))
        let text = try #require(problem(file))
        #expect(text.hasPrefix("its tensors would unpack to 68719476736 bytes, and at most 6"))
        #expect(message { try _ = file.open(in: sample).entries } != nil)
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
