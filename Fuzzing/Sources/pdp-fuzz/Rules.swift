import Foundation

/// An error that is no answer to bad input.
struct BadError: Error {
    let text: String
}

/// Throws ``BadError`` unless `error` is one line of text without control characters.
func check(_ error: any Error) throws {
    let text = "\(error)"
    let isControl: (Unicode.Scalar) -> Bool = { $0.properties.generalCategory == .control }
    if text.isEmpty || text.count > 2_000 || text.unicodeScalars.contains(where: isControl) {
        throw BadError(text: String(text.prefix(300)))
    }
}

/// The text of an error without what differs from input to input.
func kind(of error: any Error) -> String {
    var kind = ""
    var quote: Character?
    for character in "\(error)" {
        if let open = quote {
            if character == open { quote = nil }
        } else if character == "'" || character == "\"" {
            quote = character
            kind.append("'…'")
        } else if character.isNumber {
            if !kind.hasSuffix("#") { kind.append("#") }
        } else {
            kind.append(character)
        }
    }
    return String(kind.prefix(60))
}

/// What came of the inputs.
struct FuzzTally: Codable {
    var acceptedCount = 0
    var refusedCount = 0
    var kinds: Set<String> = []

    var count: Int { acceptedCount + refusedCount }

    mutating func add(_ other: FuzzTally) {
        acceptedCount += other.acceptedCount
        refusedCount += other.refusedCount
        kinds.formUnion(other.kinds)
    }
}

extension Reader {
    /// The file that a finding is kept in, for people to look at and to make a test of.
    func findingPath(in repository: Repository, seed: UInt64, index: Int) -> String {
        repository.root + "/Fuzzing/findings/\(rawValue)-\(seed)-\(index)"
    }
}

/// Keeps `input` under `path` and says so.
func keepFinding(_ input: [UInt8], at path: String, reason: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write(input, to: path)
    FileHandle.standardError.write(Data("finding: \(reason): \(path)\n".utf8))
}
