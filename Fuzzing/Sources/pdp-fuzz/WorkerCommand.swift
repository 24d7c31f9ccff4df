import ArgumentParser
import Foundation

/// Reads inputs one after the other, in a process that may die of it.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Read inputs until the time is over.",
        shouldDisplay: false)

    @Argument var reader: Reader
    @Option var repository: String
    @Option var folder: String
    @Option var seed: UInt64
    @Option var from: Int
    @Option var seconds: Double
    @Flag var once = false

    func run() throws {
        let repository = Repository(root: repository)
        let target = try reader.target(in: folder, repository: repository)
        let place = Place(path: folder + "/index")
        let end = ContinuousClock.now + .seconds(seconds)
        var tally = FuzzTally()
        var findingCount = 0
        var index = from
        var isDone = false
        while !isDone {
            try place.write(index)
            let input = target.mutator.input(index, seed: seed)
            do {
                try target.read(input)
                tally.acceptedCount += 1
            } catch {
                tally.refusedCount += 1
                tally.kinds.insert(kind(of: error))
                do {
                    if error is BadError { throw error }
                    try check(error)
                } catch let bad as BadError {
                    findingCount += 1
                    let path = reader.findingPath(in: repository, seed: seed, index: index)
                    try keepFinding(
                        input, at: path, reason: "error text \(bad.text.debugDescription)")
                }
            }
            index += 1
            isDone = once || ContinuousClock.now >= end || findingCount >= 20
            if isDone || index.isMultiple(of: 256) { try record(tally) }
        }
    }

    private func record(_ tally: FuzzTally) throws {
        try JSONEncoder().encode(tally).write(
            to: URL(filePath: folder + "/tally"), options: .atomic)
    }
}

/// The number of the input that is being read, for the process that watches.
struct Place {
    let path: String

    func write(_ index: Int) throws {
        try withUnsafeBytes(of: Int64(index)) { try Data($0).write(to: URL(filePath: path)) }
    }

    func read() -> Int? {
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count == 8 else {
            return nil
        }
        return Int(data.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) })
    }
}
