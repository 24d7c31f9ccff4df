import Files
import Foundation
import TestSupport
import Testing

@Suite struct ReadingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [0, 1, 4095, 4096, 4097])
    func mapsTheWholeFile(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        try AtomicFile.write(bytes, to: folder.path("a"))
        let file = try MappedFile(path: folder.path("a"))
        #expect(file.byteCount == count)
        #expect(file.withUnsafeBytes { Array($0) } == bytes)
    }

    @Test func mappingKeepsAReplacedFile() throws {
        try AtomicFile.write("old".utf8, to: folder.path("a"))
        let file = try MappedFile(path: folder.path("a"))
        try AtomicFile.write("new".utf8, to: folder.path("a"))
        #expect(file.withUnsafeBytes { Array($0) } == Array("old".utf8))
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: "/proc/self/status"), "there is no /proc"))
    func readsAFileThatHidesItsSize() throws {
        let bytes = try readFile(at: "/proc/self/status")
        #expect(bytes.count > 100)
        #expect(bytes.last == UInt8(ascii: "\n"))
    }

    @Test func refusesWhatIsNotAReadableFile() throws {
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let missing = folder.path("missing")
        let cases = [
            (missing, "cannot read '\(missing)': No such file or directory"),
            (folder.path, "'\(folder.path)' is a folder; a regular file is needed"),
            (pipe, "'\(pipe)' is a pipe; a regular file is needed"),
            ("/dev/null", "'/dev/null' is a device; a regular file is needed"),
            ("/tmp/a\0b", "cannot read '/tmp/a\\x00b': Invalid argument"),
        ]
        for (path, text) in cases {
            #expect(message { _ = try readFile(at: path) } == text)
            #expect(message { _ = try MappedFile(path: path) } == text)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "the root user may read everything"))
    func refusesAFileWithoutPermission() throws {
        let path = folder.path("a")
        try AtomicFile.write("x".utf8, to: path)
        #expect(chmod(path, 0o200) == 0)
        let text = "cannot read '\(path)': Permission denied"
        #expect(message { _ = try readFile(at: path) } == text)
    }
}
