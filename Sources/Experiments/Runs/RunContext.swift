/// What a run cannot know by itself and only writes down: nothing of it changes a number.
public struct RunContext: Equatable, Sendable {
    /// The command line, as it can be typed again.
    public var command: String?

    /// When the command was started, in UTC, as in "2026-11-28T15:08:48Z".
    public var started: String?

    /// The folder that the data were read from; `nil` for data without one.
    public var dataFolder: String?

    /// Loss and metrics by name of a run without pruning to compare with.
    public var denseResults: [String: Double]?

    /// Describes how a run came about.
    public init(
        command: String? = nil, started: String? = nil, dataFolder: String? = nil,
        denseResults: [String: Double]? = nil
    ) {
        self.command = command
        self.started = started
        self.dataFolder = dataFolder
        self.denseResults = denseResults
    }
}
