import Graphs

/// An operation without a kernel, computed by the reference evaluator.
struct ReferenceStep: Step {
    let layer: LayerDescription
    let node: Node
    /// Where the inputs come from, nil for those left out.
    let inputs: [Value?]
    /// Where the outputs go.
    let outputs: [Value]

    func run(_ workspace: Workspace, _ pool: WorkerPool) throws {
        let tensors = try ReferenceEvaluator.evaluate(
            node, inputs.map { $0?.tensor(in: workspace) })
        for (tensor, value) in zip(tensors, outputs) { value.set(tensor, in: workspace) }
    }
}
