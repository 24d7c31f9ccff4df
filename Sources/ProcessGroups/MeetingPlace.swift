import Foundation
import Tensors

/// A store for processes on this machine, served by the process that starts them.
public final class MeetingPlace {
    private let store: SharedStore
    private let size: Int

    /// Serves a store for `size` processes at a port that the system chooses.
    ///
    /// - Throws: `TorchError` where the system has no port.
    public init(size: Int) throws {
        self.size = size
        store = try SharedStore(host: "127.0.0.1", port: 0, serves: true, timeout: .seconds(30))
    }

    /// The variables of the process with a rank, in addition to those of this process.
    ///
    /// - Parameters:
    ///   - rank: In `0..<size`.
    ///   - threadCount: How many threads it may use, as `torchrun` says it.
    /// - Returns: Those that `torchrun` sets, and one that lets the process end with this one.
    public func variables(rank: Int, threadCount: Int) -> [String: String] {
        [
            "RANK": "\(rank)", "LOCAL_RANK": "\(rank)", "WORLD_SIZE": "\(size)",
            "LOCAL_WORLD_SIZE": "\(size)", "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": "\(store.port)", "TORCHELASTIC_USE_AGENT_STORE": "True",
            "TORCHELASTIC_RUN_ID": "pdp", "OMP_NUM_THREADS": "\(threadCount)",
            ProcessEnvironment.launcherVariable: "\(ProcessInfo.processInfo.processIdentifier)",
        ]
    }
}
