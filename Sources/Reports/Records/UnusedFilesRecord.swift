/// Files of a part of the data that are not used, for one reason.
public struct UnusedFilesRecord: Codable, Sendable, Equatable {
    /// The part, as a path.
    public var place: String
    /// The reason in a word or two, such as "GIF".
    public var reason: String
    /// The number of files.
    public var count: Int
    /// The paths of the first of them, inside the part.
    public var examples: [String]

    /// Makes the record of one reason.
    public init(place: String, reason: String, count: Int, examples: [String]) {
        self.place = place
        self.reason = reason
        self.count = count
        self.examples = examples
    }
}
