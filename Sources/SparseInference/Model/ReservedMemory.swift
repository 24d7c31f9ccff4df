/// The memory that a prepared network reserves, in bytes.
public struct ReservedMemory: Sendable, Equatable {
    /// The planned memory of one call: its values, and what each thread needs meanwhile. Calls at the
    /// same time have one each.
    public let arenaByteCount: Int
    /// The weights as kernels read them, with the places of those that are not zero, and constants.
    public let weightByteCount: Int

    init(_ steps: [any Step], _ memory: WorkspacePool) {
        arenaByteCount = memory.byteCountOfCall
        weightByteCount = steps.reduce(memory.constantByteCount) { $0 + $1.weightByteCount }
    }
}
