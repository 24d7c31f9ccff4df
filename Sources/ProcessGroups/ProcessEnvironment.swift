import Foundation
import Tensors

/// Which of several processes this one is, and where they meet: the variables that `torchrun` sets.
public struct ProcessEnvironment: Equatable, Sendable {
    /// The place of this process among all, from 0.
    public var rank: Int

    /// The number of processes.
    public var size: Int

    /// The number of processes on this machine; `nil` where nothing says it.
    public var localSize: Int?

    /// The host of the store in which the processes find each other.
    public var host: String

    /// The port of the store.
    public var port: Int

    /// Whether the store is served by what has started the processes; else the process with rank 0
    /// serves it.
    public var hasStore: Bool

    /// The name of the job, whose processes meet in a place of their own in the store.
    public var job: String

    /// The network interface to use, such as `eth0`; `nil` for that of the name of the host.
    public var interface: String?

    /// The process that has started this one and whose end is to be its end; `nil` for none.
    public var launcher: Int32?

    /// The variable for ``launcher``, which is the only one that `torchrun` does not know.
    static let launcherVariable = "PDP_LAUNCHER"

    /// Describes a process.
    public init(rank: Int, size: Int, host: String = "127.0.0.1", port: Int, hasStore: Bool = false)
    {
        self.rank = rank
        self.size = size
        self.host = host
        self.port = port
        self.hasStore = hasStore
        job = "none"
    }

    /// Reads `RANK`, `WORLD_SIZE`, `MASTER_ADDR`, `MASTER_PORT` and what `torchrun` sets beside them;
    /// `nil` where neither `RANK` nor `WORLD_SIZE` is set, as there is one process then.
    ///
    /// - Parameter variables: The environment of the process.
    /// - Throws: ``ProcessError/missingVariable(name:given:)`` and
    ///   ``ProcessError/invalidVariable(name:found:allowed:)``.
    public init?(_ variables: [String: String]) throws {
        guard let given = ["RANK", "WORLD_SIZE"].first(where: { variables[$0] != nil }) else {
            return nil
        }
        func text(_ name: String) throws -> String {
            guard let text = variables[name] else {
                throw ProcessError.missingVariable(name: name, given: given)
            }
            return text
        }
        func number(_ name: String, _ range: ClosedRange<Int>, _ remark: String = "") throws -> Int
        {
            let text = try text(name)
            guard let number = Int(text), range.contains(number) else {
                throw ProcessError.invalidVariable(
                    name: name, found: text,
                    allowed:
                        "a whole number from \(range.lowerBound) to \(range.upperBound)\(remark)")
            }
            return number
        }
        size = try number("WORLD_SIZE", 1...65_536)
        rank = try number("RANK", 0...size - 1, ", below WORLD_SIZE")
        localSize =
            try variables["LOCAL_WORLD_SIZE"] == nil ? nil : number("LOCAL_WORLD_SIZE", 1...size)
        host = try size == 1 ? variables["MASTER_ADDR"] ?? "" : text("MASTER_ADDR")
        port =
            try size == 1 && variables["MASTER_PORT"] == nil ? 0 : number("MASTER_PORT", 1...65_535)
        hasStore = variables["TORCHELASTIC_USE_AGENT_STORE"]?.lowercased() == "true"
        job = variables["TORCHELASTIC_RUN_ID"] ?? "none"
        interface = variables["GLOO_SOCKET_IFNAME"].flatMap {
            $0.split(separator: ",").first.map(String.init)
        }
        launcher = variables[Self.launcherVariable].flatMap(Int32.init)
    }

    /// Lets this process end with the one that has started it, where that is known: at once if that has
    /// ended already.
    public func endWithLauncher() {
        guard let launcher else { return }
        guard LibTorch.endWithParent(launcher) else { Foundation.exit(1) }
        // Where the system does not see to it.
        Thread {
            while getppid() == launcher { Thread.sleep(forTimeInterval: 0.5) }
            _exit(1)
        }.start()
    }

    /// Whether all processes are known to be on this machine.
    package var isOnOneMachine: Bool {
        localSize.map { $0 == size } ?? ["127.0.0.1", "localhost", "::1"].contains(host)
    }

    /// What the keys of the job begin with in the store.
    package var prefix: String { "pdp/\(job)/" }
}
