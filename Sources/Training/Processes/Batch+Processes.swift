import Datasets
import ProcessGroups

extension BatchSource {
    /// The share of one of several processes; these batches for one process.
    func share(of processes: ProcessGroup?) -> any BatchSource {
        processes.map { sharing(BatchShare($0.rank, of: $0.size)) } ?? self
    }
}

extension Batch {
    /// Whether the examples count where those of all processes are added up.
    func isCounted(in processes: ProcessGroup?) -> Bool {
        guard let processes else { return true }
        return BatchShare(processes.rank, of: processes.size).isCounted(in: wholeCount)
    }
}
