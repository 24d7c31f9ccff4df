/// What the page of a run says besides what training has shown.
public struct ReportRecipe: Equatable, Sendable {
    /// Whether the written network is timed, dense, sparse and thinned.
    public var measuresLatency = false

    /// Nothing.
    public init() {}

    /// The keys of the section `report`.
    static var keys: Keys<ReportRecipe> {
        Keys(of: ReportRecipe()) {
            Key(
                "latency", \.measuresLatency,
                """
                whether the written network is timed for one example in one thread, as `SparseInference` runs \
                it: with zeros multiplied, with zeros left out, and without its empty channels where it \
                was thinned. The summary and the page have the medians
                """)
        }
    }

    init(_ section: RecipeSection) throws {
        self.init()
        try Self.keys.read(section, into: &self)
        try section.finish()
    }
}
