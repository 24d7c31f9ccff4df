/// The network without its empty channels, heads and units, that a run has written beside its model.
public struct ThinnedRecord: Codable, Sendable, Equatable {
    /// The name of the file in the folder of the run.
    public var file: String
    /// The number of parameters.
    public var parameters: Int
    /// The multiply-adds for one example, padding included.
    public var multiplyAdds: Int?
    /// The size of the file in bytes.
    public var byteCount: Int
    /// Loss and metrics by name over the test data.
    public var results: [String: Double]
    /// The largest difference from an output of the whole network for random inputs, in double
    /// precision.
    public var largestDifference: Double

    /// Makes the record.
    public init(
        file: String, parameters: Int, multiplyAdds: Int?, byteCount: Int,
        results: [String: Double], largestDifference: Double
    ) {
        self.file = file
        self.parameters = parameters
        self.multiplyAdds = multiplyAdds
        self.byteCount = byteCount
        self.results = results
        self.largestDifference = largestDifference
    }
}
