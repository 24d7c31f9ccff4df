import Foundation

/// A new folder that lasts as long as the value and takes its files with it.
final class TemporaryFolder {
    let path: String

    init(named name: String = "data") throws {
        root = FileManager.default.temporaryDirectory.path + "/datasets-tests-" + UUID().uuidString
        path = root + "/" + name
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    private let root: String
}
