import Foundation

/// A folder with a small memory file system mounted on it, which can be full or read-only.
public final class MountedFolder {
    /// Where it is mounted.
    public let folder: TemporaryFolder

    /// The path of the folder.
    public var path: String { folder.path }

    /// Whether this process may mount: on Linux as root, outside restricted containers.
    public static let isPossible: Bool = (try? MountedFolder(options: "size=64k")) != nil

    /// Why a test that needs one is skipped.
    public static let need = "this process may mount no file system"

    /// Mounts a file system with options of tmpfs, such as `size=64k`.
    public init(options: String) throws {
        folder = try TemporaryFolder()
        try Self.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.path)
    }

    deinit {
        try? Self.run("umount", folder.path)
    }

    private static func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw CocoaError(.featureUnsupported) }
    }
}
