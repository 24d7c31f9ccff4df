import Files

/// Files of a data set that are not used, for one reason.
public struct UnusedFiles: Sendable, Equatable {
    /// The reason in a word or two, such as "GIF" or "empty".
    public let reason: String

    /// How many files there are.
    public internal(set) var count: Int

    /// The paths of the first of them, inside the part of the data set.
    public internal(set) var examples: [String]

    /// The most paths that are kept.
    static let largestExampleCount = 3
}

extension UnusedFiles: CustomStringConvertible {
    /// Reason, number and the first paths, such as `GIF: 5 (a/1.gif, a/2.gif, a/3.gif, …)`.
    public var description: String {
        let rest = count > examples.count ? ", …" : ""
        return "\(reason): \(count) (\(examples.joined(separator: ", "))\(rest))"
    }
}

/// What was found in one part of a data set of files.
public struct ListingReport: Sendable, Equatable {
    /// The part, as a path.
    public let place: String

    /// The files that are used, by the endings of their names, the most frequent first.
    public let used: [(ending: String, count: Int)]

    /// The files that are not, by reason, the most frequent first.
    public let unused: [UnusedFiles]

    /// What was chosen or is missing, in sentences.
    public let remarks: [String]

    /// How many files are used.
    public var usedCount: Int { used.reduce(0) { $0 + $1.count } }

    /// How many files are not used.
    public var unusedCount: Int { unused.reduce(0) { $0 + $1.count } }

    /// Whether two reports say the same.
    public static func == (first: ListingReport, second: ListingReport) -> Bool {
        first.place == second.place && first.unused == second.unused
            && first.remarks == second.remarks
            && first.used.elementsEqual(second.used) { $0 == $1 }
    }
}

extension ListingReport {
    /// Which files are used, such as `12 files of 'data/train' are used (.jpg: 10, .png: 2)`.
    public var usedSentence: String {
        let shown = used.prefix(Self.largestEndingCount).map { "\($0.ending): \($0.count)" }
        let rest = used.count > shown.count ? ", …" : ""
        return "\(usedCount) files of '\(place)' are used (\(shown.joined(separator: ", "))\(rest))"
    }

    /// Which files are not used and why; `nil` where all are.
    public var unusedSentence: String? {
        guard unusedCount > 0 else { return nil }
        let reasons = unused.map(\.description).joined(separator: "; ")
        return "\(unusedCount) of the files in '\(place)' are not used: \(reasons)"
    }

    private static let largestEndingCount = 8
}

/// Counts what is met while a folder is listed.
struct ListingTally {
    private var used: [[UInt8]: Int] = [:]
    private var unused: [UnusedFiles] = []

    /// Counts a file that is used.
    mutating func use(_ path: FilePath) {
        used[path.ending, default: 0] += 1
    }

    /// Counts what is not used.
    mutating func leaveOut(_ path: FilePath, _ reason: String) {
        guard let place = unused.firstIndex(where: { $0.reason == reason }) else {
            unused.append(UnusedFiles(reason: reason, count: 1, examples: ["\(path)"]))
            return
        }
        unused[place].count += 1
        if unused[place].examples.count < UnusedFiles.largestExampleCount {
            unused[place].examples.append("\(path)")
        }
    }

    /// Counts what another tally has counted after this one.
    mutating func add(_ other: ListingTally) {
        used.merge(other.used, uniquingKeysWith: +)
        for more in other.unused {
            guard let place = unused.firstIndex(where: { $0.reason == more.reason }) else {
                unused.append(more)
                continue
            }
            unused[place].count += more.count
            let room = UnusedFiles.largestExampleCount - unused[place].examples.count
            unused[place].examples += more.examples.prefix(max(room, 0))
        }
    }

    /// What is not used of a folder, as the end of a sentence.
    var unusedText: String { unused.map(\.description).joined(separator: "; ") }

    func report(place: FilePath, remarks: [String]) -> ListingReport {
        ListingReport(
            place: "\(place)",
            used: used.map { (FilePath(bytes: $0.key), $0.value) }.sorted {
                ($1.1, $0.0) < ($0.1, $1.0)
            }.map {
                ($0.bytes.isEmpty ? "no ending" : ".\($0)", $1)
            }, unused: unused.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) },
            remarks: remarks)
    }
}

extension FilePath {
    /// What follows the last dot of the name, in lower case where it is ASCII; empty without a dot.
    var ending: [UInt8] {
        let name = bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
            return []
        }
        return name[(dot + 1)...].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
