/// What of a file of weights a run has started from.
public struct InitialWeightsRecord: Codable, Sendable, Equatable {
    /// The file.
    public var file: String
    /// The number of tensors that were loaded.
    public var loadedCount: Int
    /// The network's tensors that kept their random values.
    public var random: [String]
    /// The file's tensors that were not used.
    public var unused: [String]
    /// The tensors that both have, in another shape or type, each with those found and needed.
    public var misfits: [String]
    /// Loss and metrics by name over the test data before the first step, without masks; `nil`
    /// where some of the network's tensors are random.
    public var results: [String: Double]?

    /// Makes the record of loading a file.
    public init(
        file: String, loadedCount: Int, random: [String], unused: [String], misfits: [String],
        results: [String: Double]? = nil
    ) {
        self.file = file
        self.loadedCount = loadedCount
        self.random = random
        self.unused = unused
        self.misfits = misfits
        self.results = results
    }
}

extension InitialWeightsRecord {
    /// Reads a record, also one of older versions, which knew the accuracy alone.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        file = try values.decode(String.self, forKey: .file)
        loadedCount = try values.decode(Int.self, forKey: .loadedCount)
        random = try values.decode([String].self, forKey: .random)
        unused = try values.decode([String].self, forKey: .unused)
        misfits = try values.decode([String].self, forKey: .misfits)
        results =
            try values.decodeIfPresent([String: Double].self, forKey: .results)
            ?? OlderResults(from: decoder).results
    }
}
