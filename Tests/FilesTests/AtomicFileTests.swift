import Files
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [0, 1, 4096, 100_003])
    func readsBackWhatWasWritten(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try AtomicFile.write(bytes, to: folder.path("a"))
        #expect(try readFile(at: folder.path("a")) == bytes)
        #expect(try folder.names == ["a"])
    }

    @Test func appendsPiecesOfEveryKindInOrder() throws {
        try AtomicFile.write(to: folder.path("a")) { file in
            try file.append("one ".utf8)
            try file.append(Data("two ".utf8))
            try file.append(repeatElement(UInt8(ascii: "3"), count: 3))
        }
        #expect(try readFile(at: folder.path("a")) == Array("one two 333".utf8))
    }

    @Test func replacesTheOldContentAndLinks() throws {
        try AtomicFile.write("old".utf8, to: folder.path("a"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link"), withDestinationPath: folder.path("a"))
        try AtomicFile.write("new".utf8, to: folder.path("link"))
        #expect(try readFile(at: folder.path("a")) == Array("old".utf8))
        #expect(try readFile(at: folder.path("link")) == Array("new".utf8))
    }

    @Test func isHiddenUntilComplete() throws {
        try AtomicFile.write(to: folder.path("a")) { file in
            try file.append("half".utf8)
            #expect(try folder.names == [".partial-\(getpid())-0"])
        }
        #expect(try folder.names == ["a"])
    }

    @Test func keepsTheOldFileWhenTheWriterFails() throws {
        try AtomicFile.write("old".utf8, to: folder.path("a"))
        #expect(throws: CancellationError.self) {
            try AtomicFile.write(to: folder.path("a")) { file in
                try file.append("new".utf8)
                throw CancellationError()
            }
        }
        #expect(try readFile(at: folder.path("a")) == Array("old".utf8))
        #expect(try folder.names == ["a"])
    }

    @Test func concurrentWritersDoNotMix() async throws {
        let path = folder.path("a")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in UInt8(0)..<8 {
                group.addTask {
                    try AtomicFile.write(repeatElement(writer, count: 10_000), to: path)
                }
            }
            try await group.waitForAll()
        }
        let bytes = try readFile(at: path)
        #expect(bytes.count == 10_000 && Set(bytes).count == 1)
        #expect(try folder.names == ["a"])
    }

    @Test func refusesWhatCannotBeWritten() throws {
        try AtomicFile.write("".utf8, to: folder.path("file"))
        let missing = folder.path("missing/a")
        let below = folder.path("file/a")
        let slash = folder.path("file/")
        let cases = [
            (missing, "cannot write '\(missing)': No such file or directory"),
            (below, "cannot write '\(below)': Not a directory"),
            (slash, "cannot write '\(slash)': Not a directory"),
            (folder.path, "'\(folder.path)' is a folder; a regular file is needed"),
            ("/dev/null", "'/dev/null' is a device; a regular file is needed"),
            ("", "cannot write '': No such file or directory"),
            ("/tmp/a\0b", "cannot write '/tmp/a\0b': Invalid argument"),
        ]
        for (path, text) in cases {
            #expect(message { try AtomicFile.write("x".utf8, to: path) } == text)
        }
        #expect(try folder.names == ["file"])
    }

    @Test(.enabled(if: MountedFolder.isPossible, Comment(rawValue: MountedFolder.need)))
    func leavesTheOldFileOnAFullDisk() throws {
        let disk = try MountedFolder(options: "size=64k")
        let path = disk.path + "/a"
        try AtomicFile.write("old".utf8, to: path)
        let bytes = [UInt8](repeating: 7, count: 200_000)
        let text = "cannot write '\(path)': No space left on device"
        #expect(message { try AtomicFile.write(bytes, to: path) } == text)
        #expect(try readFile(at: path) == Array("old".utf8))
        #expect(try disk.folder.names == ["a"])
    }

    @Test(.enabled(if: MountedFolder.isPossible, Comment(rawValue: MountedFolder.need)))
    func refusesAReadOnlyFileSystem() throws {
        let disk = try MountedFolder(options: "ro")
        let path = disk.path + "/a"
        let text = "cannot write '\(path)': Read-only file system"
        #expect(message { try AtomicFile.write("x".utf8, to: path) } == text)
    }

    @Test(.enabled(if: geteuid() != 0, "the root user may write everywhere"))
    func refusesAFolderWithoutPermission() throws {
        #expect(chmod(folder.path, 0o500) == 0)
        defer { chmod(folder.path, 0o700) }
        let path = folder.path("a")
        let text = "cannot write '\(path)': Permission denied"
        #expect(message { try AtomicFile.write("x".utf8, to: path) } == text)
    }
}
