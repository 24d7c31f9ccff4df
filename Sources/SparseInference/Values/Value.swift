import Graphs

/// Where a value of the network is kept.
enum Value: Sendable {
    /// Single-precision numbers in planned memory.
    case floats(View)
    /// Truth values in planned memory, as the numbers 0 and 1.
    case truths(View)
    /// Anything else, such as the numbers of words, as a tensor of the call.
    case tensor(Int)

    /// A value of a type that is kept as floats.
    init(_ elementType: ElementType, _ view: View) {
        self = elementType == .bool ? .truths(view) : .floats(view)
    }

    /// The view of floats.
    var view: View? {
        switch self {
        case .floats(let view), .truths(let view): view
        case .tensor: nil
        }
    }

    /// The value as the reference evaluator takes it.
    func tensor(in workspace: Workspace) -> Tensor? {
        switch self {
        case .tensor(let slot): workspace.tensors[slot]
        case .floats(let view):
            Tensor(.float32, view.shape, workspace.floats(view).map { Double($0) })
        case .truths(let view):
            Tensor(.bool, view.shape, integers: workspace.floats(view).map { $0 == 0 ? 0 : 1 })
        }
    }

    /// Takes what the reference evaluator has computed.
    func set(_ tensor: Tensor, in workspace: Workspace) {
        switch self {
        case .tensor(let slot): workspace.tensors[slot] = tensor
        case .floats(let view), .truths(let view):
            tensor.numbers.map { Float($0) }.withUnsafeBufferPointer { buffer in
                if let start = buffer.baseAddress { workspace.write(start, to: view) }
            }
        }
    }

    /// Takes an input of a call.
    func set(_ data: TensorData, in workspace: Workspace) {
        switch self {
        case .floats(let view): data.withFloats { workspace.write($0, to: view) }
        case .truths, .tensor: set(Tensor(data), in: workspace)
        }
    }
}

extension ElementType {
    /// Whether kernels compute with values of the type: floats, and truth values as such.
    var isKeptAsFloats: Bool { self == .float32 || self == .bool }
}
