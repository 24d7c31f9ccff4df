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
    /// The validation accuracy of the network before its first step, without masks; `nil` where some
    /// of its tensors are random.
    public var accuracy: Double?

    /// Makes the record of loading a file.
    public init(
        file: String, loadedCount: Int, random: [String], unused: [String], misfits: [String],
        accuracy: Double? = nil
    ) {
        self.file = file
        self.loadedCount = loadedCount
        self.random = random
        self.unused = unused
        self.misfits = misfits
        self.accuracy = accuracy
    }
}
