import CTorch

/// Processes that exchange tensors: PyTorch's process group over TCP.
///
/// All processes make the same calls in the same order. Each call waits for the others, and throws
/// `TorchError` when its time is up or a connection breaks; the group is of no use then.
package final class TensorGroup {
    /// What a group is made of.
    package struct Membership {
        /// The place of this process, from 0.
        package var rank: Int
        /// The number of processes.
        package var size: Int
        /// What the keys of the group begin with in the store.
        package var prefix: String
        /// How long each call may wait.
        package var timeout: Duration
        /// The network interface, such as `eth0`; `nil` for that of the name of the host.
        package var interface: String?
        /// Whether the loopback interface will do.
        package var isOnOneMachine: Bool

        /// Describes a member.
        package init(
            rank: Int, size: Int, prefix: String, timeout: Duration, interface: String? = nil,
            isOnOneMachine: Bool = false
        ) {
            self.rank = rank
            self.size = size
            self.prefix = prefix
            self.timeout = timeout
            self.interface = interface
            self.isOnOneMachine = isOnOneMachine
        }
    }

    /// The number of processes.
    package let size: Int

    let handle: ctorch_group
    private let store: SharedStore

    /// Whether the group is left to the end of the process: closing it would wait for processes that
    /// do not answer.
    package var isAbandoned = false

    /// Joins the group; waits until all have.
    package init(_ store: SharedStore, _ membership: Membership) throws {
        var result: ctorch_group?
        try membership.prefix.withCString { prefix in
            try Self.withOptionalCString(membership.interface) { interface in
                var options = ctorch_group_options(
                    prefix: prefix, interface_name: interface,
                    is_on_one_machine: membership.isOnOneMachine, rank: Int32(membership.rank),
                    size: Int32(membership.size), timeout: membership.timeout.milliseconds)
                try check(ctorch_group_make(store.handle, &options, &result), "group")
            }
        }
        guard let result else {
            throw TorchError(operation: "group", message: "returned no group")
        }
        handle = result
        size = membership.size
        self.store = store
    }

    deinit {
        if !isAbandoned { ctorch_group_release(handle) }
    }

    private static func withOptionalCString(
        _ text: String?, _ body: (UnsafePointer<CChar>?) throws -> Void
    ) rethrows {
        guard let text else { return try body(nil) }
        try text.withCString { try body($0) }
    }

    /// Replaces `tensor` by the sum of those of all processes, the same bits in each.
    package func sum(_ tensor: Tensor) throws {
        try check(ctorch_group_all_reduce(handle, tensor.handle), "sum over processes")
        try tensor.countChange()
    }

    /// Replaces `tensor` by that of the process with rank `root`.
    package func broadcast(_ tensor: Tensor, from root: Int) throws {
        try check(ctorch_group_broadcast(handle, tensor.handle, Int32(root)), "broadcast")
        try tensor.countChange()
    }

    /// The tensors of all processes in the order of their ranks; all have the same shape and type.
    package func gather(_ tensor: Tensor) throws -> [Tensor] {
        var results = [ctorch_tensor?](repeating: nil, count: size)
        try check(ctorch_group_all_gather(handle, tensor.handle, &results, size), "gather")
        return try results.map { try owned($0, "gather") }
    }

    /// Returns when all processes have called it.
    package func barrier() throws {
        try check(ctorch_group_barrier(handle), "barrier")
    }
}

/// What replaces gradients by their means over the processes of a group, bucket by bucket while the
/// backward pass goes on: the reducer of PyTorch's `DistributedDataParallel`.
///
/// Source: Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", VLDB
/// 2020, arXiv:2006.15704.
package final class GradientReducer {
    private let handle: ctorch_reducer
    private let group: TensorGroup
    private let parameters: [Tensor]

    /// Watches leaves that require gradients, the same ones in all processes.
    package init(of parameters: [Tensor], in group: TensorGroup) throws {
        var result: ctorch_reducer?
        let handles = parameters.map { Optional($0.handle) }
        try check(
            ctorch_reducer_make(group.handle, handles, handles.count, &result), "reducer")
        guard let result else {
            throw TorchError(operation: "reducer", message: "returned no reducer")
        }
        handle = result
        self.group = group
        self.parameters = parameters
    }

    deinit {
        if !group.isAbandoned { _ = ctorch_reducer_release(handle) }
    }

    /// Whether it watches just these tensors.
    package func watches(_ tensors: [Tensor]) -> Bool {
        tensors.count == parameters.count
            && zip(tensors, parameters).allSatisfy { $0.handle == $1.handle }
    }

    /// Lets the next backward pass, from `loss`, end with averaged gradients.
    package func prepare(for loss: Tensor) throws {
        try check(ctorch_reducer_prepare(handle, loss.handle), "average gradients")
    }
}
