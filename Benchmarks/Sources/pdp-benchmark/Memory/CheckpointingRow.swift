import Foundation

/// One network: peak and time of a step with all activations kept, and with those computed anew.
struct CheckpointingRow: MemoryTableRow {
    let network: String
    let batch: Int
    let segmentCount: Int
    let keptPeakBytes: Int
    let checkpointedPeakBytes: Int
    let keptStepSeconds: Double
    let checkpointedStepSeconds: Double

    /// The head of the table, in Markdown.
    static let header = """
        | network | batch | segments | peak, kept | peak, checkpointed | share | step, kept | step, checkpointed | share |
        |---|---|---|---|---|---|---|---|---|
        """

    /// The row, in Markdown.
    var line: String {
        let cells = [
            network, "\(batch)", "\(segmentCount)", megabytes(keptPeakBytes),
            megabytes(checkpointedPeakBytes),
            share(Double(checkpointedPeakBytes), of: Double(keptPeakBytes)),
            milliseconds(keptStepSeconds), milliseconds(checkpointedStepSeconds),
            share(checkpointedStepSeconds, of: keptStepSeconds),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private func share(_ part: Double, of whole: Double) -> String {
        String(format: "%.2f", part / whole)
    }
}
