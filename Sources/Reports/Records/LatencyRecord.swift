/// How long a network takes for one example on the machine of its run, without LibTorch: medians of calls
/// in turns, in milliseconds.
public struct LatencyRecord: Codable, Sendable, Equatable {
    /// The threads of a call.
    public var threads: Int
    /// The instructions of the kernels, as in "avx512".
    public var instructionSet: String
    /// Every weight multiplied, zeros too.
    public var dense: Double
    /// Zeros left out where that is faster.
    public var sparse: Double
    /// The network without its empty channels; `nil` where there is none.
    public var thinned: Double?

    /// Makes the record.
    public init(
        threads: Int, instructionSet: String, dense: Double, sparse: Double, thinned: Double?
    ) {
        self.threads = threads
        self.instructionSet = instructionSet
        self.dense = dense
        self.sparse = sparse
        self.thinned = thinned
    }

    /// The times in words, as in "dense 5.20 ms, sparse 1.90 ms (2.74 ×)".
    public var text: String {
        let others = [("sparse", sparse)] + (thinned.map { [("thinned", $0)] } ?? [])
        let parts = others.map { name, time in
            "\(name) \(Self.text(time)) (\(NumberText.decimal(dense / time, places: 2)) ×)"
        }
        return (["dense \(Self.text(dense))"] + parts).joined(separator: ", ")
    }

    /// What was measured with, as in "1 thread, avx512".
    public var conditions: String {
        "\(threads) \(threads == 1 ? "thread" : "threads"), \(instructionSet)"
    }

    static func text(_ milliseconds: Double) -> String {
        NumberText.decimal(milliseconds, places: milliseconds < 1 ? 3 : 2) + " ms"
    }
}
