import ArgumentParser
import Experiments
import FileCommands
import Files
import Foundation
import Reports

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Run variants of a recipe with several sparsities and seeds, and compare them.",
        usage: "\(Program.name) compare <study> [<options>]",
        discussion: """
            A study is a YAML file: recipe (a path, or a recipe), seeds, sparsities, and variants, \
            each with a name and changes of the recipe under 'set'. 'pruning: null' makes a dense \
            variant; 'from' names the dense variant whose networks a later one starts from, and \
            with 'epochs: 0' prunes without training. 'tune' gives every variant the same number of \
            trials over ranges of settings, on validation examples. Every run is a '\(Program.name) prune' in a process and \
            a folder of its own; finished ones are not repeated, and after Ctrl-C the same command \
            goes on. Writes comparison.csv, .json, .md, .svg and .html, and the study beside them as \
            comparison.yaml; with --latency also how fast each network runs without LibTorch, and \
            comparison-latency.svg.
            """)

    @Argument(
        help: "The study, a YAML file.", completion: .file(extensions: ["yaml", "yml"]),
        transform: expandingHome)
    var study: String

    @Option(
        help: "The folder with the data; without it, glyphs are drawn.", completion: .directory,
        transform: expandingHome)
    var data: String?

    @Option(
        help: "The folder to write; by default the name of the study, in runs.",
        completion: .directory,
        transform: expandingHome)
    var out: String?

    @Option(help: "Runs at a time.")
    var jobs = 1

    @Option(help: "Threads of one run; the processors divided among the jobs by default.")
    var threads: Int?

    @Option(help: "Where to compute: auto, cpu, cuda, cuda:N or mps.")
    var device = "auto"

    @Flag(help: "Measure how fast the networks run, in turns, when all runs are finished.")
    var latency = false

    @Flag(help: "Print the comparison as JSON.")
    var json = false

    func validate() throws {
        for (name, count) in [("jobs", jobs), ("threads", threads ?? 1)]
        where !(1...1024).contains(count) {
            throw ValidationError("--\(name) is \(count); it must be 1 to 1024")
        }
    }

    func run() throws {
        let study = try Study(path: self.study)
        let source = try readFile(at: self.study)
        let name = URL(fileURLWithPath: self.study).deletingPathExtension().lastPathComponent
        let folder = out ?? "runs/\(name)"
        try makeFolder(at: folder)
        let runner = StudyRunner(
            study, dataFolder: data, folder: folder, jobCount: jobs, arguments: runArguments)
        var comparison = try runner.run(name: name)
        if latency { comparison = comparison.measuringLatency(in: folder) }
        try write(comparison, source: source, to: folder)
        if json {
            try Console.printDocument(RecordText.document(of: comparison))
        } else {
            try Console.printDocument(comparison.table.rendered(maximumWidth: Console.outputWidth))
            try Console.printResult("picture and table: \(folder)/comparison.html")
        }
        guard let first = comparison.failures.first else { return }
        let others = comparison.failures.count - 1
        throw Failure(
            .failed,
            "\(first.run) has no result: \(first.reason)"
                + (others == 0 ? "" : "; \(others) more \(others == 1 ? "has" : "have") none"))
    }

    /// The arguments of every run.
    private var runArguments: [String] {
        let share = max(1, ProcessInfo.processInfo.activeProcessorCount / jobs)
        let compute = ["--threads", "\(threads ?? share)", "--device", device]
        return compute + (data.map { ["--data", $0] } ?? [])
    }

    private func write(_ comparison: Comparison, source: [UInt8], to folder: String) throws {
        let texts = [
            ("csv", comparison.csv), ("json", try RecordText.document(of: comparison)),
            ("md", comparison.table.markdown), ("svg", comparison.chart.svg()),
            ("yaml", String(decoding: source, as: UTF8.self)),
            (
                "html",
                comparison.page(
                    source: "comparison.yaml", context: .command(dataFolder: data)
                ).html()
            ),
        ]
        for (kind, text) in texts {
            try AtomicFile.write(text.utf8, to: "\(folder)/comparison.\(kind)")
        }
        let latencyPicture = "\(folder)/comparison-latency.svg"
        if let chart = comparison.latencyChart {
            try AtomicFile.write(chart.svg().utf8, to: latencyPicture)
        } else {
            // One of an earlier comparison would not belong to the table.
            try? FileManager.default.removeItem(atPath: latencyPicture)
        }
        guard comparison.isTuned else { return }
        try AtomicFile.write(comparison.trialsCSV.utf8, to: "\(folder)/comparison-trials.csv")
        for (name, chart) in comparison.trialCharts {
            try AtomicFile.write(chart.svg().utf8, to: "\(folder)/comparison-\(name).svg")
        }
    }
}
