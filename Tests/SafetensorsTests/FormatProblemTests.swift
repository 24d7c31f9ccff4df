import TensorFiles
import TestSupport
import Testing

@Suite struct FormatProblemTests {
    /// Returns what is wrong with a file, without the part that names the file.
    private func problem(_ file: TemporaryFile) -> String? {
        message { _ = try file.open() }.map { text in
            let start = "'\(file.path)' is not a valid safetensors file: "
            return text.hasPrefix(start) ? String(text.dropFirst(start.count)) : text
        }
    }

    /// Returns the header of one tensor `w`.
    private func header(_ dtype: String, _ shape: String, _ offsets: String) -> String {
        #"{"w":{"dtype":\#(dtype),"shape":\#(shape),"data_offsets":\#(offsets)}}"#
    }

    @Test func refusesAWrongLength() throws {
        let cases: [([UInt8], String)] = [
            ([1, 2, 3], "it has 3 bytes, and the length of the header alone takes 8"),
            (
                littleEndianBytes(UInt64(100_000_001)),
                "its header length is 100000001, and at most 100000000 bytes are allowed"
            ),
            (
                littleEndianBytes(UInt64.max),
                "its header length is 18446744073709551615, and at most 100000000 bytes are allowed"
            ),
            (
                littleEndianBytes(UInt64(3)) + "{}".utf8,
                "its header length is 3, and only 2 bytes follow"
            ),
            (
                littleEndianBytes(UInt64(3)) + [0x7B, 0xFF, 0x7D],
                "its header is not UTF-8 text"
            ),
        ]
        for (bytes, text) in cases { #expect(problem(try TemporaryFile(bytes)) == text) }
    }

    @Test(arguments: [
        ("", "its header is not a JSON object, which starts with '{'"),
        ("[]", "its header is not a JSON object, which starts with '{'"),
        (" {}", "its header is not a JSON object, which starts with '{'"),
        ("{", "its header is not valid JSON, a string is expected at byte 1"),
        ("{} x", "its header is not valid JSON, the end is expected at byte 3"),
        (#"{"a""#, "its header is not valid JSON, ':' is expected at byte 4"),
        (#"{"a"#, "its header is not valid JSON, '\"' is expected at byte 3"),
        (#"{"a":1}"#, "its header is not valid JSON, '{' is expected at byte 5"),
        ("{\"a\n", "its header is not valid JSON, no control character is expected at byte 3"),
        ("{\"\\na\n", "its header is not valid JSON, no control character is expected at byte 5"),
        (#"{"\x"#, "its header is not valid JSON, an escape is expected at byte 3"),
        (#"{"\"#, "its header is not valid JSON, an escape is expected at byte 3"),
        (#"{"\u12g4"#, "its header is not valid JSON, an escape is expected at byte 3"),
        (#"{"\u123"#, "its header is not valid JSON, an escape is expected at byte 3"),
        (#"{"\udc00"#, "its header is not valid JSON, a pair of surrogates is expected at byte 3"),
        (
            #"{"\ud800\n"#,
            "its header is not valid JSON, a pair of surrogates is expected at byte 3"
        ),
        (
            #"{"\ud800\u0020"#,
            "its header is not valid JSON, a pair of surrogates is expected at byte 3"
        ),
        (#"{"w":{"shape":[1"#, "its header is not valid JSON, ',' or ']' is expected at byte 16"),
        (#"{"w":{"shape":[x"#, "its header is not valid JSON, a number is expected at byte 15"),
        (#"{"w":{"shape":[]x"#, "its header is not valid JSON, ',' or '}' is expected at byte 16"),
        (#"{"w":{"dtype":5"#, "its header is not valid JSON, a string is expected at byte 14"),
    ])
    func refusesOtherJSON(header: String, text: String) throws {
        #expect(problem(try TemporaryFile(header: header)) == text)
    }

    @Test(arguments: [
        (#"{"__metadata__":null}"#, "'__metadata__' is not an object of strings"),
        (#"{"__metadata__":{"a":1}}"#, "'__metadata__' holds strings only, and 'a' is not one"),
        (#"{"__metadata__":{"a":{}}}"#, "'__metadata__' holds strings only, and 'a' is not one"),
        (#"{"__metadata__":{"a":"","a":""}}"#, "'__metadata__' has the key 'a' twice"),
        (#"{"__metadata__":{},"__metadata__":{}}"#, "it has two tensors named '__metadata__'"),
        (#"{"w":{}}"#, "tensor 'w' has no key 'dtype'"),
        (#"{"w":{"dtype":"F32"}}"#, "tensor 'w' has no key 'shape'"),
        (#"{"w":{"dtype":"F32","shape":[]}}"#, "tensor 'w' has no key 'data_offsets'"),
        (#"{"w":{"dtype":"F32","dtype":"F32"}}"#, "tensor 'w' has the key 'dtype' twice"),
        (
            #"{"w":{"type":"F32"}}"#,
            "tensor 'w' has the unknown key 'type', "
                + "and only 'dtype', 'shape' and 'data_offsets' are allowed"
        ),
    ])
    func refusesWrongMembers(header: String, text: String) throws {
        #expect(problem(try TemporaryFile(header: header)) == text)
    }

    @Test func refusesTwoTensorsOfOneName() throws {
        let entry = #""w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
        let file = try TemporaryFile(header: "{\(entry),\(entry)}")
        #expect(problem(file) == "it has two tensors named 'w'")
    }

    @Test func refusesWrongTypesShapesAndOffsets() throws {
        let numbers = "and whole numbers from 0 to 9223372036854775807 are allowed"
        let axes = "[" + Array(repeating: "1", count: 65).joined(separator: ",") + "]"
        let half = "4611686018427387904"
        let cases = [
            (header("\"U8\"", "[-1]", "[0,0]"), "'shape' of tensor 'w' holds '-1', \(numbers)"),
            (header("\"U8\"", "[1.5]", "[0,0]"), "'shape' of tensor 'w' holds '1.5', \(numbers)"),
            (header("\"U8\"", "[1e3]", "[0,0]"), "'shape' of tensor 'w' holds '1e3', \(numbers)"),
            (header("\"U8\"", "[01]", "[0,0]"), "'shape' of tensor 'w' holds '01', \(numbers)"),
            (
                header("\"U8\"", "[9223372036854775808]", "[0,0]"),
                "'shape' of tensor 'w' holds '9223372036854775808', \(numbers)"
            ),
            (
                header("\"U8\"", "[]", "[0,-8]"),
                "'data_offsets' of tensor 'w' holds '-8', \(numbers)"
            ),
            (header("\"U8\"", axes, "[0,1]"), "tensor 'w' has more than 64 axes"),
            (
                header("\"U8\"", "[]", "[0]"),
                "'data_offsets' of tensor 'w' does not hold exactly 2 numbers"
            ),
            (
                header("\"U8\"", "[]", "[0,1,2]"),
                "'data_offsets' of tensor 'w' does not hold exactly 2 numbers"
            ),
            (
                header("\"U8\"", "[\(half),2]", "[0,0]"),
                "tensor 'w' has the shape [\(half), 2], and its bytes must fit a 64-bit number"
            ),
            (
                header("\"F32\"", "[\(half)]", "[0,0]"),
                "tensor 'w' has the shape [\(half)], and its bytes must fit a 64-bit number"
            ),
            (
                header("\"U8\"", "[2]", "[2,0]"),
                "tensor 'w' begins at byte 2 of the data and ends before it at byte 0"
            ),
            (
                header("\"F32\"", "[2,3]", "[0,20]"),
                "tensor 'w' of type F32 and shape [2, 3] needs 24 bytes, and its offsets span 20"
            ),
        ]
        for (header, text) in cases {
            #expect(problem(try TemporaryFile(header: header)) == text)
        }
    }

    @Test(arguments: [
        (0..<4, 4..<9, "tensor 'b' ends at byte 9 of the data, which has 8 bytes"),
        (
            0..<4, 3..<8,
            "tensor 'b' begins at byte 3 of the data, and the tensor before it ends at byte 4"
        ),
        (
            0..<4, 0..<8,
            "tensor 'b' begins at byte 0 of the data, and the tensor before it ends at byte 4"
        ),
        (0..<4, 6..<8, "bytes 4 to 6 of the data, before tensor 'b', belong to no tensor"),
        (1..<4, 4..<8, "bytes 0 to 1 of the data, before tensor 'a', belong to no tensor"),
        (0..<4, 4..<5, "the last 3 bytes of the data belong to no tensor"),
    ])
    func refusesTensorsThatDoNotCoverTheDataOnce(a: Range<Int>, b: Range<Int>, text: String) throws
    {
        let members = [("a", a), ("b", b)].map { name, range in
            #""\#(name)":{"dtype":"U8","shape":[\#(range.count)],"#
                + #""data_offsets":[\#(range.lowerBound),\#(range.upperBound)]}"#
        }
        let header = "{\(members.joined(separator: ","))}"
        let data = [UInt8](repeating: 0, count: 8)
        #expect(problem(try TemporaryFile(header: header, data: data)) == text)
    }

    @Test func doesNotOverflowTheStack() throws {
        let depth = 1_000_000
        let open = String(repeating: "[", count: depth)
        let file = try TemporaryFile(header: #"{"w":{"shape":"# + open)
        #expect(problem(file) == "its header is not valid JSON, a number is expected at byte 15")
        let objects = String(repeating: #"{"a":"#, count: depth)
        #expect(
            problem(try TemporaryFile(header: objects))
                == "tensor 'a' has the unknown key 'a', "
                + "and only 'dtype', 'shape' and 'data_offsets' are allowed")
    }

    @Test func keepsHostileNamesOnOneShortLine() throws {
        let name = #"\n\u001b[2J"# + String(repeating: "x", count: 1000)
        let text = try #require(problem(try TemporaryFile(header: "{\"\(name)\":{}}")))
        #expect(
            text.hasPrefix(#"tensor '\n\u{1B}[2Jxxx"#) && text.hasSuffix("x…' has no key 'dtype'"))
        #expect(text.count < 150)
    }
}
