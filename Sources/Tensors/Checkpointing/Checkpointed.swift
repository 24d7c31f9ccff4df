import CTorch

/// Runs `segment` and keeps of what it computes the output alone; the backward pass computes the rest anew.
///
/// Known as gradient checkpointing or activation checkpointing, in PyTorch as `torch.utils.checkpoint`. It costs a
/// second forward pass of the segment, and its activations need memory only while its own gradients are
/// computed. The gradients are those of `segment` itself: random numbers and autocast are in both passes the
/// same, and what ``SegmentPass/value(_:)`` makes, such as the effective weights of parameters, is made
/// once. Calls may be nested. Where gradients are not recorded, or operators are observed, the segment is
/// just run.
///
/// Source: Chen, Xu, Zhang and Guestrin, "Training Deep Nets with Sublinear Memory Cost", 2016,
/// arXiv:1604.06174.
///
/// - Parameters:
///   - inputs: What the segment is computed from, of any types and shapes.
///   - segment: Computes the output from tensors like `inputs`, the same each time. Other tensors that require
///     gradients it takes from ``SegmentPass/value(_:)`` alone. It is called again when gradients are
///     computed, where it must change nothing that lasts; see ``SegmentPass/isRecomputing``.
/// - Returns: The output of `segment`.
/// - Throws: What `segment` throws. What it throws in the backward pass, and its use of other tensors that
///   require gradients, appear as a ``TorchError`` of ``Tensor/backward(gradient:)``.
public func checkpointed(
    _ inputs: [Tensor], _ segment: @escaping (_ inputs: [Tensor]) throws -> Tensor
) throws -> Tensor {
    guard ctorch_gradients_enabled(), !OperatorObserver.isObserving else {
        return try segment(inputs)
    }
    let own = try inputs.map { try $0.detached() }
    let pass = SegmentPass()
    let (output, state) = try ForwardState.recorded(of: inputs) {
        try withoutGradients { try pass.run { try segment(own) } }
    }
    let sources = inputs + pass.sources
    let recomputation = Recomputation(
        segment, inputCount: inputs.count, kept: own + pass.values,
        needGradient: sources.map(\.requiresGradient), state: state)
    return try withCustomGradient(
        of: sources, forward: { try output.detached() },
        backward: { try recomputation.gradients(outputGradient: $0) })
}

/// The second pass of a segment, and what it needs of the first one.
private final class Recomputation {
    private let segment: ([Tensor]) throws -> Tensor
    private let inputCount: Int
    private let needGradient: [Bool]
    private let state: ForwardState

    /// The inputs and the values of the first pass, cut off from what they were computed from; `nil` when the
    /// gradients have been computed.
    private var kept: [Tensor]?

    init(
        _ segment: @escaping ([Tensor]) throws -> Tensor, inputCount: Int, kept: [Tensor],
        needGradient: [Bool], state: ForwardState
    ) {
        self.segment = segment
        self.inputCount = inputCount
        self.kept = kept
        self.needGradient = needGradient
        self.state = state
    }

    /// The gradients with respect to the inputs and the values, `nil` where there is none.
    func gradients(outputGradient: Tensor) throws -> [Tensor?] {
        guard let leaves = kept else {
            throw TorchError(
                operation: "checkpointed segment",
                message: "its gradients have been computed before")
        }
        kept = nil
        for (leaf, needsGradient) in zip(leaves, needGradient) where needsGradient {
            try leaf.setRequiresGradient(true)
        }
        let pass = SegmentPass(repeating: Array(leaves[inputCount...]))
        let output = try state.restored {
            try withGradients { try pass.run { try segment(Array(leaves[..<inputCount])) } }
        }
        let learning = leaves.filter(\.requiresGradient)
        var found = try output.gradients(of: learning, outputGradient: outputGradient)[...]
        return leaves.map { $0.requiresGradient ? found.popFirst() ?? nil : nil }
    }
}
