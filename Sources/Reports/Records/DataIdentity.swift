/// What data a run has learned from, apart from where they stand: under `dataIdentity` in `summary.json`.
///
/// Hashes are 64-bit FNV-1a in sixteen digits. They tell data apart that differ by accident, not by
/// malice.
public struct DataIdentity: Codable, Sendable, Equatable {
    /// One part of the data, such as the training examples.
    public struct Part: Codable, Sendable, Equatable {
        /// `training`, `test`, or `vocabulary` for the tokens of sentences.
        public var name: String
        /// The number of examples before some were chosen; `nil` where it was not counted.
        public var exampleCount: Int?
        /// The number of files.
        public var fileCount: Int
        /// The hash of the names of the files, relative to the folder of the data.
        public var names: String
        /// The hash of the sizes of the files; of many, of some evenly spaced ones.
        public var sizes: String
        /// The hash of the contents; of many or large files, of evenly spaced parts of them.
        public var contents: String

        /// Describes a part.
        public init(
            name: String, exampleCount: Int? = nil, fileCount: Int, names: String, sizes: String,
            contents: String
        ) {
            self.name = name
            self.exampleCount = exampleCount
            self.fileCount = fileCount
            self.names = names
            self.sizes = sizes
            self.contents = contents
        }
    }

    /// The kind of data, never `auto`.
    public var kind: String
    /// Why the kind is this one, where the recipe has left it open.
    public var kindReason: String?
    /// The folder as it was named; it does not belong to the identity.
    public var folder: String?
    /// The number of classes; `nil` where it was not counted.
    public var classCount: Int?
    /// The hash of the names of the classes, where the data tell them.
    public var classNames: String?
    /// The parts that were opened.
    public var parts: [Part]

    /// Describes data.
    public init(kind: String, kindReason: String? = nil, folder: String?, parts: [Part]) {
        self.kind = kind
        self.kindReason = kindReason
        self.folder = folder
        self.parts = parts
    }

    /// The first thing in which `other` is other data than these, such as "the contents of the
    /// training files differ"; `nil` for the same data.
    ///
    /// What one of both does not know is not compared, nor is the folder.
    public func difference(from other: DataIdentity) -> String? {
        if kind != other.kind { return "the kinds differ" }
        guard parts.map(\.name) == other.parts.map(\.name) else { return "the parts differ" }
        for (part, other) in zip(parts, other.parts) {
            if let difference = part.difference(from: other) { return difference }
        }
        if Self.differ(classCount, other.classCount) { return "the numbers of classes differ" }
        return Self.differ(classNames, other.classNames) ? "the names of the classes differ" : nil
    }

    fileprivate static func differ<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
        guard let left, let right else { return false }
        return left != right
    }
}

extension DataIdentity.Part {
    fileprivate func difference(from other: Self) -> String? {
        let subject = "of the \(name) files differ"
        if fileCount != other.fileCount { return "the numbers \(subject)" }
        if names != other.names { return "the names \(subject)" }
        if sizes != other.sizes { return "the sizes \(subject)" }
        if contents != other.contents { return "the contents \(subject)" }
        return DataIdentity.differ(exampleCount, other.exampleCount)
            ? "the numbers of \(name) examples differ" : nil
    }
}

extension DataIdentity: CustomStringConvertible {
    /// The data in a few words, such as "'photos' (folders; training: 40 files, 40 examples; …)".
    public var description: String {
        let parts = parts.filter { $0.fileCount > 0 }.map { part in
            let examples = part.exampleCount.map { ", " + Self.count($0, "example") } ?? ""
            return "\(part.name): \(Self.count(part.fileCount, "file"))\(examples)"
        }
        let classes = classCount.map { [Self.count($0, "class", "classes")] } ?? []
        let details = ([kind] + classes + parts).joined(separator: "; ")
        return folder.map { "'\($0)' (\(details))" } ?? "drawn images (\(details))"
    }

    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(NumberText.count(number)) \(number == 1 ? one : many ?? one + "s")"
    }
}
