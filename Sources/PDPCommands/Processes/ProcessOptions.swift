import ArgumentParser
import FileCommands
import Foundation
import ProcessGroups
import Tensors

/// Options of a command that several processes may do together.
struct ProcessOptions: ParsableArguments {
    @Option(
        help: """
            Train in this many processes on this machine, each with a share of every batch. \
            torchrun starts them on several machines.
            """)
    var processes: Int?

    @Option(
        help: ArgumentHelp(
            "How long a process waits for the others before it gives up.", valueName: "seconds"))
    var timeLimit = 600.0

    @Option(
        help: ArgumentHelp(
            "Compare the weights of all processes every so many steps.", valueName: "steps"))
    var compareEvery = 100

    /// The most processes of one machine.
    static let largestCount = 1024

    /// Throws `ValidationError` for a number of processes that no machine has.
    static func check(processes count: Int) throws {
        guard (1...largestCount).contains(count) else {
            throw ValidationError("--processes is \(count); it must be 1 to \(largestCount)")
        }
    }

    func validate() throws {
        if let processes { try Self.check(processes: processes) }
        guard timeLimit >= 0.1, timeLimit <= 1_000_000 else {
            throw ValidationError("time-limit is \(timeLimit); it must be 0.1 to 1000000 seconds")
        }
        guard compareEvery >= 1 else {
            throw ValidationError("compare-every is \(compareEvery); it must be at least 1")
        }
    }

    /// Which of several processes this one is; `nil` for the only one, or the one that starts them.
    func environment() throws -> ProcessEnvironment? {
        guard let environment = try ProcessEnvironment(ProcessInfo.processInfo.environment) else {
            return nil
        }
        if let processes, processes != environment.size {
            throw Failure(
                .wrongUsage,
                "--processes is \(processes), and the variable WORLD_SIZE says that there are "
                    + "\(environment.size); with torchrun, leave --processes out")
        }
        return environment.size > 1 ? environment : nil
    }

    /// The processes to start from here; `nil` where this is one of them, or the only one.
    func countToStart() throws -> Int? {
        guard let processes, processes > 1 else { return nil }
        return try environment() == nil ? processes : nil
    }

    /// Does the work of this process: with the others, whom it tells of an error, or alone.
    func join(device: Device, _ body: (ProcessGroup?) throws -> Void) throws {
        guard let environment = try environment() else { return try body(nil) }
        environment.endWithLauncher()
        let group = try ProcessGroup(
            environment, device: device, timeLimit: .seconds(timeLimit))
        do {
            try body(group)
        } catch {
            group.end(with: error)
            throw Failure(error, rank: environment.rank, size: environment.size) ?? error
        }
    }
}

extension Failure {
    /// An error of one of several processes, which says whose it is; `nil` where it says so itself, or is
    /// the same in all.
    fileprivate init?(_ error: any Error, rank: Int, size: Int) {
        guard !(error is ProcessError), let failure = Failure(error), failure.status != .interrupted
        else { return nil }
        self.init(
            failure.status, "rank \(rank) of \(size): \(failure.message)", hint: failure.hint)
    }
}
