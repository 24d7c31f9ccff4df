import Files
import TensorFiles
import TestSupport
import Testing

@Suite struct NumpyProblemTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Why a file of these bytes is refused, without the part that names the file.
    private func problem(_ bytes: [UInt8], as name: String = "a.npy") throws -> String? {
        let path = folder.path(name)
        try folder.write(bytes, to: name)
        let start = "'\(path)' cannot be read as a file of NumPy arrays: "
        return message { _ = try openTensorFile(at: path) }.map {
            $0.hasPrefix(start) ? String($0.dropFirst(start.count)) : $0
        }
    }

    /// An array with a header of version 1.0.
    private func array(
        _ header: String, elements: [UInt8] = [], version: [UInt8] = [1, 0]
    ) -> [UInt8] {
        let length = header.utf8.count
        return [0x93] + "NUMPY".utf8 + version + [UInt8(length & 0xFF), UInt8(length >> 8)]
            + header.utf8 + elements
    }

    private func header(
        type: String = "'<f4'", order: String = "False", shape: String = "(2,)"
    ) -> String {
        "{'descr': \(type), 'fortran_order': \(order), 'shape': \(shape), }"
    }

    @Test func takesWhatIsRight() throws {
        let eight = [UInt8](repeating: 0, count: 8)
        #expect(try problem(array(header(), elements: eight)) == nil)
        // Python 2 marked long numbers; the last comma may be missing.
        #expect(try problem(array(header(shape: "(2L,)"), elements: eight)) == nil)
        #expect(
            try problem(
                array(
                    "{\"descr\":'<f4','fortran_order':True,'shape':(1,2)}", elements: eight))
                == nil)
    }

    @Test(arguments: [
        ("{", "the header is not valid, a text is expected at byte 11"),
        ("[]", "the header is not valid, '{' is expected at byte 10"),
        ("{}", "the header has no key 'descr'"),
        ("{'descr': '<f4'}", "the header has no key 'fortran_order'"),
        ("{'descr': '<f4', 'fortran_order': True}", "the header has no key 'shape'"),
        ("{'descr': '<f4', 'descr': '<f4'}", "the header has the key 'descr' twice"),
        (
            "{'kind': 1}",
            "the header has the unknown key 'kind', and only 'descr', 'fortran_order' and 'shape' are "
                + "allowed"
        ),
        ("{} x", "the header is not valid, the end is expected at byte 13"),
        ("{'descr", "the header is not valid, a text without escapes is expected at byte 11"),
        ("{'de\\x20'", "the header is not valid, a text without escapes is expected at byte 11"),
        ("{'descr': [('a', '<f4')", "the header is not valid, ']' is expected at byte 33"),
        ("{'fortran_order': 1", "the header is not valid, True or False is expected at byte 28"),
        ("{'shape': 2", "the header is not valid, '(' is expected at byte 20"),
        ("{'shape': (2", "the header is not valid, ')' is expected at byte 22"),
        (
            "{'shape': (-1,)",
            "the header is not valid, a size from 0 to 9223372036854775807 is expected at byte 21"
        ),
        (
            "{'shape': (9223372036854775808,)",
            "the header is not valid, a size from 0 to 9223372036854775807 is expected at byte 21"
        ),
        (
            "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
            "the elements are objects of Python (a pickle), and numbers are needed; nothing of it was "
                + "run"
        ),
        (
            "{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,)}",
            "the elements are objects of Python (a pickle), and numbers are needed; nothing of it was "
                + "run"
        ),
        (
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4)}",
            "the shape is [4611686018427387904, 4], and all bytes must fit a 64-bit number"
        ),
        (
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,)}",
            "an array of type '<f4' and shape [1000000000] takes 4000000000 bytes, and 0 follow the "
                + "header"
        ),
    ])
    func refusesAHeader(header: String, text: String) throws {
        #expect(try problem(array(header)) == text)
    }

    @Test func refusesWrongLengths() throws {
        let magic: [UInt8] = [0x93] + "NUMPY".utf8
        #expect(
            try problem(magic) == "the array has 6 bytes, too few for the length of its header")
        #expect(
            try problem(magic + [2, 0, 1, 0])
                == "the array has 10 bytes, too few for the length of its header")
        #expect(
            try problem(magic + [1, 0, 9, 0, 0x7B])
                == "the header has 9 bytes, and only 1 follow")
        #expect(
            try problem(magic + [2, 0, 0, 0, 0, 0xFF])
                == "the header has 4278190080 bytes, and at most 65536 are allowed")
        #expect(
            try problem(magic + [4, 0, 0, 0])
                == "the format has version 4.0, and 1.0, 2.0 and 3.0 are allowed")
        #expect(
            try problem(array(header(), elements: [1, 2, 3]))
                == "an array of type '<f4' and shape [2] takes 8 bytes, and 3 follow the header")
        let many = "(" + String(repeating: "1,", count: 65) + ")"
        #expect(
            try problem(array(header(shape: many))) == "the shape has more than 64 axes")
    }

    @Test func refusesObjectsByTheirPlace() throws {
        let text =
            "the elements are objects of Python (a pickle), and numbers are needed; nothing of it was run"
        let one = try readFile(at: Golden.path("objects.npy"))
        #expect(try problem(one) == text)
        let archive = try readFile(at: Golden.path("objects.npz"))
        #expect(try problem(archive, as: "a.npz") == "in its entry 'things.npy', \(text)")
    }

    @Test func refusesArchivesThatAreNone() throws {
        let whole = try readFile(at: Golden.path("packed.npz"))
        #expect(
            try problem(Array(whole.dropLast(30)), as: "a.npz")
                == "it starts as a zip archive and does not end as one; it may have been cut off")
        let empty: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
        #expect(try problem(empty, as: "a.npz") == "it has no arrays")
        var damaged = whole
        damaged[100] ^= 0x10
        #expect(
            try problem(damaged, as: "a.npz")
                == "in its entry 'numbers.npy', its bytes are damaged: their checksum is not that of "
                + "what was written")
        var stored = try readFile(at: Golden.path("types.npz"))
        let magic = [0x93] + Array("NUMPY".utf8)
        let array = try #require(stored.indices.first { stored[$0...].starts(with: magic) })
        stored[array + 128] ^= 1
        #expect(
            try problem(stored, as: "a.npz")?.hasSuffix(
                "', its bytes are damaged: their checksum is not that of what was written") == true)
    }

    @Test func refusesWhatIsNoArrayInAnArchive() throws {
        var bytes = try readFile(at: Golden.path("types.npz"))
        let name = Array("bool.npy".utf8)
        for start in bytes.indices.dropLast(8)
        where bytes[start..<start + 8].elementsEqual(name) {
            bytes.replaceSubrange(start..<start + 8, with: "bool.txt".utf8)
        }
        #expect(
            try problem(bytes, as: "a.npz")
                == "in its entry 'bool.txt', an array is expected, whose name ends with '.npy'")
    }
}
