import Foundation

/// The files of this package that inputs are made of.
struct Repository {
    let root: String

    /// The contents of the files of a folder whose names end in one of `suffixes`, by name; none
    /// where there is no such folder.
    func files(in folder: String, ending suffixes: [String]) throws -> [[UInt8]] {
        let path = root + "/" + folder
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        return try names.filter { name in suffixes.contains { name.hasSuffix($0) } }
            .map { [UInt8](try Data(contentsOf: URL(filePath: path + "/" + $0))) }
    }
}

/// The contents of a scratch file.
func bytes(ofFile path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
}

/// Writes `bytes` to a scratch file.
func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
}
