import Graphs

/// Rows of a table chosen by whole numbers, as in an embedding of words.
struct GatherStep: Step {
    let layer: LayerDescription
    let table: Memory<Float>
    let rowCount: Int
    let rowLength: Int
    /// The place of the indices among the values that are no floats.
    let indices: Int
    let output: View

    var weightByteCount: Int { table.byteCount }

    func run(_ workspace: Workspace, _ pool: WorkerPool) throws {
        let target = workspace.pointer(output)
        for (place, index) in (workspace.tensors[indices]?.integers ?? []).enumerated() {
            let row = index < 0 ? index + rowCount : index
            guard (0..<rowCount).contains(row) else {
                throw GraphError.invalid(
                    node: layer.name, operation: "Gather",
                    problem: "index \(index) is not in the \(rowCount) rows of its table")
            }
            (target + place * rowLength).update(
                from: table.start + row * rowLength, count: rowLength)
        }
    }
}
