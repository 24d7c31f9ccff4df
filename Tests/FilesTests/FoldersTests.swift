import Files
import Foundation
import TestSupport
import Testing

@Suite struct FoldersTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: ["a", "a/", "a/b/c", "a/b/c/"])
    func makesWhatIsMissing(name: String) throws {
        try makeFolder(at: folder.path(name))
        try AtomicFile.write("x".utf8, to: folder.path(name) + "/file")
        #expect(try folder.names == ["a"])
    }

    @Test func isFineWithAFolderThatIsThere() throws {
        try AtomicFile.write("x".utf8, to: folder.path("file"))
        try makeFolder(at: folder.path)
        #expect(try folder.names == ["file"])
    }

    @Test func refusesWhatCannotBeAFolder() throws {
        let file = folder.path("file")
        try AtomicFile.write("".utf8, to: file)
        let below = file + "/a/b"
        let cases = [
            (file, "'\(file)' is a regular file; a folder is needed"),
            (below, "cannot make the folder '\(below)': Not a directory"),
            ("", "cannot make the folder '': No such file or directory"),
            ("/tmp/a\0b", "cannot make the folder '/tmp/a\0b': Invalid argument"),
        ]
        for (path, text) in cases {
            #expect(message { try makeFolder(at: path) } == text)
        }
        #expect(try folder.names == ["file"])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "there is no /proc"))
    func refusesAFolderOfTheKernelEvenToRoot() {
        let text = "cannot make the folder '/proc/a/b': No such file or directory"
        #expect(message { try makeFolder(at: "/proc/a/b") } == text)
    }

    @Test(.enabled(if: MountedFolder.isPossible, Comment(rawValue: MountedFolder.need)))
    func refusesAReadOnlyFileSystem() throws {
        let disk = try MountedFolder(options: "ro")
        let below = disk.path + "/a"
        let cases = [
            (disk.path, "cannot write into the folder '\(disk.path)': Read-only file system"),
            (below, "cannot make the folder '\(below)': Read-only file system"),
        ]
        for (path, text) in cases {
            #expect(message { try makeFolder(at: path) } == text)
        }
    }

    @Test(.enabled(if: MountedFolder.isPossible, Comment(rawValue: MountedFolder.need)))
    func refusesAFileSystemWithoutRoomForAFile() throws {
        let disk = try MountedFolder(options: "nr_inodes=1")
        let text = "cannot write into the folder '\(disk.path)': No space left on device"
        #expect(message { try makeFolder(at: disk.path) } == text)
    }

    @Test(.enabled(if: geteuid() != 0, "the root user may write everywhere"))
    func refusesAFolderWithoutPermission() throws {
        #expect(chmod(folder.path, 0o500) == 0)
        defer { chmod(folder.path, 0o700) }
        let text = "cannot write into the folder '\(folder.path)': Permission denied"
        #expect(message { try makeFolder(at: folder.path) } == text)
    }
}
