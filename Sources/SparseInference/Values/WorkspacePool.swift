import Graphs
import Synchronization

/// The memory of calls that have ended, for those to come.
final class WorkspacePool: Sendable {
    private let free = Mutex<[Workspace]>([])
    private let plan: MemoryPlan
    private let constants: [Memory<Float>]
    private let tensors: [Tensor?]
    private let scratchCount: Int
    private let threads: Int
    private let slack: Int

    /// Plans the memory of a call.
    ///
    /// - Throws: ``InferenceError/tooLarge(byteCount:)`` if there is not so much.
    init(_ compiler: Compiler) throws(InferenceError) {
        plan = MemoryPlan(compiler.requests)
        constants = compiler.constants
        tensors = compiler.tensors
        scratchCount = compiler.steps.joined().map(\.scratchCount).max() ?? 0
        threads = compiler.options.threads
        slack = compiler.reach
        let count = plan.elementCount + 2 * slack + threads * scratchCount
        let byteCount = count * MemoryLayout<Float>.stride
        guard canReserve(byteCount: byteCount) else { throw .tooLarge(byteCount: byteCount) }
    }

    /// Memory that nobody uses.
    func take() -> Workspace {
        free.withLock { $0.popLast() }
            ?? Workspace(
                plan, constants: constants, tensors: tensors, scratchCount: scratchCount,
                threads: threads, slack: slack)
    }

    /// The bytes of the memory of one call.
    var byteCountOfCall: Int {
        let workspace = take()
        defer { give(workspace) }
        return workspace.byteCount
    }

    /// The bytes of the weights that all calls read.
    var constantByteCount: Int { constants.reduce(0) { $0 + $1.byteCount } }

    /// Gives memory back.
    func give(_ workspace: Workspace) { free.withLock { $0.append(workspace) } }
}
