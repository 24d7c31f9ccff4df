import ArgumentParser
import Foundation
import ProcessGroups

/// What averaging over two processes costs, and what two processes of one thread do beside one of two.
struct ProcessTimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "process-times",
        abstract:
            "Time the averaging of gradients over two processes, and training in them, in turns.")

    @Option(parsing: .upToNextOption) var counts = [1_000_000, 11_000_000, 25_000_000]
    @Option(parsing: .upToNextOption) var networks: [TrainingNetwork] = [.smallCNN, .resNet20]
    @Option(help: "Turns of each case.") var rounds = 7
    @Option(help: "Steps in a turn.") var steps = 5

    func run() throws {
        report(Machine.line)
        for count in counts {
            let weights = ["--weights", "\(count)"]
            try compare(
                "\(count) weights",
                Averaging.allCases.map { averaging in
                    ProcessCase(
                        "averaged \(averaging.rawValue)", processCount: 2,
                        weights + ["--averaging", averaging.rawValue])
                })
        }
        for network in networks {
            let name = ["--network", network.rawValue]
            try compare(
                "\(network.rawValue), \(network.batch) examples",
                [
                    ProcessCase(
                        "1 process of 2 threads", processCount: 1,
                        name + ["--threads", "2", "--batch", "\(network.batch)"]),
                    ProcessCase(
                        "2 processes of 1 thread", processCount: 2,
                        name + ["--averaging", "overlapped", "--batch", "\(network.batch / 2)"]),
                    ProcessCase(
                        "2 processes, averaged after", processCount: 2,
                        name + ["--averaging", "after", "--batch", "\(network.batch / 2)"]),
                ])
        }
    }

    private func compare(_ title: String, _ cases: [ProcessCase]) throws {
        let running = try cases.map { try $0.start(steps: steps) }
        var seconds = [[Double]](repeating: [], count: cases.count)
        for _ in 0..<rounds {
            for (index, processes) in running.enumerated() {
                seconds[index].append(try processes.block())
            }
        }
        for (item, seconds) in zip(cases, seconds) {
            report("\(title)  \(item.name)  \(milliseconds(median(seconds)))")
        }
    }
}

/// Processes of this program that make steps together.
private struct ProcessCase {
    let name: String
    let processCount: Int
    let options: [String]

    init(_ name: String, processCount: Int, _ options: [String]) {
        self.name = name
        self.processCount = processCount
        self.options = options
    }

    func start(steps: Int) throws -> RunningProcesses {
        try RunningProcesses(
            count: processCount, arguments: ["process-rank", "--steps", "\(steps)"] + options)
    }
}

/// Processes that wait for a line to make the next block of steps; they end with the object.
private final class RunningProcesses {
    private let place: MeetingPlace
    private var processes: [(input: FileHandle, output: FileHandle)] = []

    init(count: Int, arguments: [String]) throws {
        place = try MeetingPlace(size: count)
        for rank in 0..<count {
            let process = Process()
            let (input, output) = (Pipe(), Pipe())
            process.executableURL = Bundle.main.executableURL
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment.merging(
                place.variables(rank: rank, threadCount: 2)
            ) { $1 }
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            processes.append((input.fileHandleForWriting, output.fileHandleForReading))
        }
        for process in processes { _ = line(of: process.output) }
    }

    deinit { for process in processes { try? process.input.close() } }

    /// The median seconds of a step of the slowest process.
    func block() throws -> Double {
        for process in processes { process.input.write(Data("\n".utf8)) }
        return processes.map { Double(line(of: $0.output)) ?? .nan }.max() ?? .nan
    }

    private func line(of output: FileHandle) -> String {
        var bytes: [UInt8] = []
        while let byte = try? output.read(upToCount: 1)?.first, byte != 10 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
