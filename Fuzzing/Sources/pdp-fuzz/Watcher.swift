import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Starts workers for a reader until its time is over, and finds out what they died of.
struct Watcher {
    let reader: Reader
    let seed: UInt64
    let repository: Repository

    private var tally = FuzzTally()
    private var findingCount = 0
    private var peakBytes = 0

    private static let allowedBytes = 1 << 30
    private static let allowedSeconds = 10.0

    init(reader: Reader, seed: UInt64, repository: Repository) {
        self.reader = reader
        self.seed = seed
        self.repository = repository
    }

    mutating func watch(seconds: Double, from first: Int, once: Bool) throws -> FuzzReport {
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/pdp-fuzz-\(reader.rawValue)-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = ContinuousClock()
        let start = clock.now
        var passed = 0.0
        var next = first
        repeat {
            next = try runWorker(from: next, seconds: seconds - passed, once: once, in: folder) + 1
            passed = (clock.now - start) / .seconds(1)
        } while passed < seconds && !once
        return FuzzReport(
            reader: reader.rawValue, seconds: passed, tally: tally, findingCount: findingCount,
            peakBytes: peakBytes)
    }

    /// Returns the number of the last input that was read.
    private mutating func runWorker(
        from first: Int, seconds: Double, once: Bool, in folder: String
    ) throws -> Int {
        let worker = Process()
        worker.executableURL = Bundle.main.executableURL
        worker.arguments =
            [
                "worker", reader.rawValue, "--repository", repository.root, "--folder", folder,
                "--seed", "\(seed)", "--from", "\(first)", "--seconds", "\(seconds)",
            ] + (once ? ["--once"] : [])
        let place = Place(path: folder + "/index")
        try place.write(first)
        try worker.run()
        let death = watchWorker(worker, place: place)
        let index = place.read() ?? first
        let record = URL(filePath: folder + "/tally")
        if let data = try? Data(contentsOf: record) {
            tally.add(try JSONDecoder().decode(FuzzTally.self, from: data))
            try FileManager.default.removeItem(at: record)
        }
        if let death {
            findingCount += 1
            let target = try reader.target(in: folder, repository: repository)
            try keepFinding(
                target.mutator.input(index, seed: seed),
                at: reader.findingPath(in: repository, seed: seed, index: index), reason: death)
        }
        return index
    }

    /// Waits for `worker`, and returns what was wrong with it; `nil` if nothing was.
    private mutating func watchWorker(_ worker: Process, place: Place) -> String? {
        var last: (index: Int?, since: Date) = (nil, Date())
        while worker.isRunning {
            Thread.sleep(forTimeInterval: 0.05)
            let index = place.read()
            if index != last.index { last = (index, Date()) }
            let bytes = peakResidentBytes(of: worker.processIdentifier)
            peakBytes = max(peakBytes, bytes)
            if bytes > Self.allowedBytes {
                kill(worker.processIdentifier, SIGKILL)
                return "\(bytes >> 20) MiB"
            }
            if Date().timeIntervalSince(last.since) > Self.allowedSeconds {
                kill(worker.processIdentifier, SIGKILL)
                return "more than \(Int(Self.allowedSeconds)) seconds"
            }
        }
        worker.waitUntilExit()
        guard worker.terminationStatus != 0 else { return nil }
        let isSignal = worker.terminationReason == .uncaughtSignal
        return (isSignal ? "signal " : "exit status ") + "\(worker.terminationStatus)"
    }

    /// The most memory that was resident; 0 where the system does not tell.
    private func peakResidentBytes(of process: Int32) -> Int {
        let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
        return (kilobytes.flatMap { Int($0) } ?? 0) * 1024
    }
}

/// One reader's row.
struct FuzzReport {
    let reader: String
    let seconds: Double
    let tally: FuzzTally
    let findingCount: Int
    let peakBytes: Int

    /// The head of the table, in Markdown.
    static let header = """
        | reader | time | inputs | per second | accepted | refused | kinds of errors | findings | peak memory |
        |---|---|---|---|---|---|---|---|---|
        """

    /// The row, in Markdown.
    var line: String {
        let cells = [
            reader, "\(Int(seconds.rounded())) s", "\(tally.count)",
            "\(Int(Double(tally.count) / max(seconds, 0.001)))", "\(tally.acceptedCount)",
            "\(tally.refusedCount)", "\(tally.kinds.count)", "\(findingCount)",
            "\(peakBytes >> 20) MiB",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
