import Files
import Foundation
import TensorFiles
import Testing

@Suite struct FormatProblemTests {
    /// Where `pattern` stands for the last time.
    private func lastPosition(of pattern: String, in bytes: [UInt8]) throws -> Int {
        let pattern = Array(pattern.utf8)
        let starts = (0...bytes.count - pattern.count).reversed()
        return try #require(starts.first { bytes[$0...].starts(with: pattern) })
    }

    @Test func refusesWhatIsNoCheckpoint() throws {
        #expect(try problem([]) == "it is an empty file")
        #expect(
            try problem([0, 1, 2])
                == "it starts neither as a zip archive nor with the magic number of torch.save")
        #expect(try problem(Array("hello".utf8)) == "it is a text")
        #expect(
            try problem([0x80, 2, 0x7D, 0x2E])
                == "it is a pickle of Python that torch.save did not write")
        let folder = FileManager.default.temporaryDirectory.path
        #expect(
            #expect(throws: FileError.self) { try PyTorchFile(path: folder) }?.description
                == "'\(folder)' is a folder; a regular file is needed")
    }

    @Test(arguments: [
        (
            "compressed",
            "its entry 'archive/data.pkl' is compressed or encrypted, "
                + "and torch.save does neither"
        ),
        ("big-endian", "its byte order is 'big', and only 'little' is allowed"),
        (
            "command",
            "its 'a' is made by 'posix.system', and tensors are needed; nothing of it was run, "
                + "and torch.save(model.state_dict(), …) writes none of it"
        ),
        (
            "whole-network",
            "its value is made by 'torch.nn.modules.linear.Linear', and tensors are needed; "
                + "nothing of it was run, and torch.save(model.state_dict(), …) writes none of it"
        ),
        (
            "complex",
            "it has tensors of 'torch.ComplexFloatStorage', whose elements this program "
                + "does not use"
        ),
        (
            "script",
            "it is a TorchScript program, which has 'archive/code/__torch__.py', and a "
                + "state dictionary is needed, as torch.save(model.state_dict(), …) writes it"
        ),
    ]) func refusesGoldenFile(name: String, text: String) throws {
        #expect(try problem(Golden.bytes(name)) == text)
    }

    @Test func refusesDamagedArchives() throws {
        let original = try Golden.bytes("zip")
        #expect(
            try problem(original.dropLast())
                == "it starts as a zip archive and does not end as one; it may have been cut off")

        var bytes = original
        let name = try lastPosition(of: "archive/data/7", in: bytes)
        bytes[name + 13] = UInt8(ascii: "0")
        #expect(try problem(bytes) == "it has two entries named 'archive/data/0'")

        bytes = original
        bytes[name + 13] = UInt8(ascii: "x")
        #expect(try problem(bytes) == "storage '7' is missing")

        bytes = original
        bytes.replaceSubrange(name - 4..<name, with: littleEndian(UInt32(1)))
        #expect(
            try problem(bytes)
                == "its zip archive is not valid, the record of 'archive/data/7' is expected at "
                + "byte 1")
        bytes.replaceSubrange(name - 4..<name, with: littleEndian(UInt32.max - 1))
        #expect(try problem(bytes) == "its entry 'archive/data/7' is not inside the file")

        bytes = original
        for start in [name - 26, name - 22] {
            bytes.replaceSubrange(start..<start + 4, with: littleEndian(UInt32(8)))
        }
        #expect(try problem(bytes) == "storage '7' has 8 bytes, and 16 are needed")

        bytes = original
        let pickle = try lastPosition(of: "archive/data.pkl", in: bytes)
        bytes[pickle] = UInt8(ascii: "/")
        #expect(
            try problem(bytes)
                == "it is a zip archive without the one 'data.pkl' that torch.save writes")
    }

    @Test func refusesDirectoriesThatAreNotInTheFile() throws {
        let original = try Golden.bytes("zip")
        var bytes = original
        let end = bytes.count - 22
        bytes.replaceSubrange(end + 16..<end + 20, with: littleEndian(UInt32(bytes.count)))
        #expect(
            try problem(bytes)
                == "its zip archive is not valid, the directory before it is expected at byte "
                + "\(end)")

        bytes = original
        bytes[end + 10] += 1
        #expect(try problem(bytes) == "it ends inside its zip directory, at byte \(end - 76)")

        bytes = original
        bytes[end + 10] -= 1
        #expect(
            try #require(try problem(bytes)).hasPrefix(
                "its zip archive is not valid, the end of the directory is expected at byte "))

        bytes = try Golden.bytes("zip64")
        let wideEnd = bytes.count - 22
        bytes[wideEnd - 20] = 0
        #expect(
            try problem(bytes)
                == "its zip archive is not valid, the locator of the wide directory is expected "
                + "at byte \(wideEnd - 20)")
    }

    @Test func refusesOtherLegacyFiles() throws {
        let tensor = Operations.dictionary([("a", Operations.tensor())])
        let storage = Operations.storageOfFour
        let file = Operations.legacyFile(tensor, storages: [storage])
        #expect(try problem(file) == nil)
        #expect(try problem(file + [1, 2]) == "its last 2 bytes belong to no tensor")
        #expect(
            try problem(file.dropLast(3)) == "it ends inside its pickle, at byte \(file.count - 3)")
        #expect(
            try problem(Operations.legacyFile(tensor, storages: [storage], version: 1000))
                == "its legacy format has another version than 1001")
        #expect(
            try problem(Operations.legacyFile(tensor, storages: [storage, storage]))
                == "storage 's' is there twice")
        #expect(
            try problem(Operations.legacyFile(tensor, storages: [("s", 5, storage.bytes)]))
                == "storage 's' is described twice, each time differently")
        #expect(try problem(Operations.legacyFile(tensor)) == "storage 's' is missing")
        #expect(
            try #require(try problem(Operations.legacyFile(tensor, storages: [("t", 0, [])])))
                .hasPrefix("its pickle is not valid, a list of storages is expected at byte "))
        var bigEndian = file
        bigEndian.replaceSubrange(
            30..<32, with: Operations.dictionary([("little_endian", [0x89])]) + [0x2E])
        #expect(try problem(bigEndian) == "its byte order is 'big', and only 'little' is allowed")
    }

    @Test(arguments: Golden.equalFiles + Golden.trainingFiles) func refusesEveryStart(
        name: String
    ) throws {
        let bytes = try Golden.bytes(name)
        let file = try TemporaryFile(bytes)
        for count in (0..<bytes.count).reversed() {
            try file.shorten(to: count)
            #expect(throws: PyTorchFileError.self, "\(count) bytes") {
                try PyTorchFile(path: file.path)
            }
        }
    }
}

/// Slices count as bytes.
private func problem(_ bytes: ArraySlice<UInt8>) throws -> String? { try problem(Array(bytes)) }
