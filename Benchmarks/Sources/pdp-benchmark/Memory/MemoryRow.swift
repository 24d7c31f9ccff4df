/// One network: its dense peak and what PDP adds to it.
struct MemoryRow: MemoryTableRow {
    let network: String
    let prunableBytes: Int
    let densePeakBytes: Int

    /// What the steps add.
    let stepBytes: Int

    /// What the steps and PDP's allocation of the sparsity among the layers add.
    let withAllocationBytes: Int

    /// The head of the table, in Markdown.
    static let header = """
        | network | prunable | dense peak | steps add | copies | with allocation | copies |
        |---|---|---|---|---|---|---|
        """

    /// The row, in Markdown; a copy is the size of the prunable weights.
    var line: String {
        let cells = [
            network, megabytes(prunableBytes), megabytes(densePeakBytes), megabytes(stepBytes),
            copies(stepBytes, of: prunableBytes), megabytes(withAllocationBytes),
            copies(withAllocationBytes, of: prunableBytes),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
