import Graphs

/// Where a value of the network is kept.
enum Value: Sendable {
    /// Single-precision numbers in planned memory.
    case floats(View)
    /// Anything else, such as the numbers of words, as a tensor of the call.
    case tensor(Int)

    /// The view of floats.
    var view: View? {
        if case .floats(let view) = self { view } else { nil }
    }

    /// The value as the reference evaluator takes it.
    func tensor(in workspace: Workspace) -> Tensor? {
        switch self {
        case .tensor(let slot): return workspace.tensors[slot]
        case .floats(let view):
            let floats = [Float](unsafeUninitializedCapacity: view.count) { buffer, count in
                if let start = buffer.baseAddress { workspace.read(view, into: start) }
                count = view.count
            }
            return Tensor(.float32, view.shape, floats.map { Double($0) })
        }
    }
}
