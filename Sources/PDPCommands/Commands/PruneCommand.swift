import ArgumentParser
import Experiments
import FileCommands
import Files
import Foundation
import ProcessGroups
import Reports
import Tensors

/// What `--resume` says.
enum Resuming: String, ExpressibleByArgument, CaseIterable {
    /// Goes on, whatever the state of the run.
    case always

    /// Goes on, unless the run is finished.
    case auto

    /// `arguments` with the value that `--resume` has where none follows: what stands behind it may be
    /// the recipe.
    ///
    /// - Throws: `ValidationError` for a value that it cannot have, which the parser would take for none.
    static func spelledOut(_ arguments: [String]) throws -> [String] {
        try arguments.enumerated().map { index, argument in
            if argument.hasPrefix("--resume="), argument != "--resume=\(auto.rawValue)" {
                throw ValidationError(
                    "--resume is '\(argument.dropFirst("--resume=".count))'; it must be auto, or have no "
                        + "value")
            }
            guard argument == "--resume" else { return argument }
            let next = arguments.indices.contains(index + 1) ? arguments[index + 1] : ""
            return next == auto.rawValue ? argument : "\(argument)=\(always.rawValue)"
        }
    }
}

struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Train and prune a network as a recipe says.",
        usage: "\(Program.name) prune <recipe> [<options>]",
        discussion: """
            Writes into the output folder: recipe.yaml (complete, as run), metrics.jsonl (a line \
            per epoch), model.safetensors (exact zeros), summary.json, report.html, checkpoints, \
            and for BERT what transformers reads beside the model. Ctrl-C, SIGTERM and SIGUSR1 stop \
            after writing a checkpoint; --resume goes on from it and ends with the same bytes. With \
            --processes N, or started by torchrun, several processes share every batch, and the \
            first writes.
            """)

    @OptionGroup var options: RecipeOptions

    @Option(
        help: "The folder to write; by default the name of the recipe, in runs.",
        completion: .directory,
        transform: expandingHome)
    var out: String?

    @Option(help: "The seed, instead of the recipe's.")
    var seed: UInt64?

    @Option(
        help: "The folder of a finished run without pruning that the report compares with.",
        completion: .directory, transform: expandingHome)
    var dense: String?

    @Option(
        defaultAsFlag: .always,
        help: ArgumentHelp(
            """
            Go on with the run in the folder, or start it where there is none. With 'auto' a run \
            that is finished is left as it is, so that one command can be given again and again.
            """, valueName: "auto"))
    var resume: Resuming? = nil

    @Option(
        help: ArgumentHelp(
            "Log to tensorboard, csv or mlflow too; may be given several times.", valueName: "name"
        ), transform: { try sink(named: $0) })
    var log: [LogRecipe.Sink] = []

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @OptionGroup var compute: ComputeOptions

    @OptionGroup var several: ProcessOptions

    func run() throws {
        if let count = try several.countToStart() {
            try loadedRecipe().check(processCount: count)
            return try RankLauncher(count: count).run(Array(CommandLine.arguments.dropFirst()))
        }
        let device = try compute.prepare()
        try several.join(device: device) { try run(on: device, with: $0) }
    }

    private func run(on device: Device, with processes: ProcessGroup?) throws {
        let isFirst = processes.map { $0.rank == 0 } ?? true
        var recipe = try loadedRecipe()
        recipe.log = recipe.log.adding(log)
        let name = URL(fileURLWithPath: options.recipe).deletingPathExtension().lastPathComponent
        let folder = RunFolder(path: out ?? "runs/\(name)")
        if isFirst {
            try folder.checkIsFree()
            if resume == nil, folder.isInUse { throw RunError.folderInUse(folder.path) }
        }
        if resume == .auto, let summary = try finishedSummary(of: recipe, in: folder) {
            guard isFirst else { return }
            Console.write("the run in '\(folder.path)' is finished")
            return try show(summary, folder)
        }
        let run = try makingFolder(at: isFirst ? folder.path : nil) {
            let source = try DataSources.open(for: recipe, folder: options.data)
            var context = RunContext.command(dataFolder: options.data)
            context.denseResults = try dense.map { folder in
                try RunFolder(path: folder).denseResults(
                    network: recipe.networkName, dataset: source.name,
                    measuredOn: recipe.data.measuredOn)
            }
            return try TrainingRun(
                recipe: recipe, data: source, folder: folder, device: device, context: context,
                processes: processes)
        }
        run.compareProcesses(everySteps: several.compareEvery)
        let display = ProgressDisplay(name: name)
        let report = try run.run(
            resuming: try goesOn(in: folder, processes) || resume == .always,
            observer: display.observer(interruption: Interruption(isSilent: !isFirst)))
        if isFirst { try show(report.summary, folder) }
    }

    private func loadedRecipe() throws -> Recipe {
        try options.loadRecipe(changing: seed.map { ["seed=\($0)"] } ?? [])
    }

    /// Whether there is a run in the folder; the answer of the first process, which writes there.
    private func goesOn(in folder: RunFolder, _ processes: ProcessGroup?) throws -> Bool {
        try processes?.fromFirst("looking for a run to go on with") { folder.isInUse }
            ?? folder.isInUse
    }

    private static func sink(named name: String) throws -> LogRecipe.Sink {
        guard let sink = LogRecipe.Sink(rawValue: name) else {
            let known = LogRecipe.Sink.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no log '\(name)'; the logs are \(known)")
        }
        return sink
    }

    private func show(_ summary: RunSummary, _ folder: RunFolder) throws {
        if json {
            try Console.printDocument(RecordText.document(of: summary))
        } else {
            try Console.printResult(
                summary.verdict.wrapped(to: Console.outputWidth, indentation: 2))
            try Console.printResult("report: \(folder.report)")
        }
    }

    /// What came out of the run of `recipe` in `folder`; `nil` where it is not finished.
    ///
    /// - Throws: `RunError` if the folder holds another run, or one with other data.
    private func finishedSummary(of recipe: Recipe, in folder: RunFolder) throws -> RunSummary? {
        guard let outcome = try folder.outcome(of: recipe) else { return nil }
        try folder.checkData(DataSources.identity(for: recipe, folder: options.data))
        return outcome.summary
    }

    /// Makes a folder first, so that data is not read in vain; if `makeRun` fails, a new one goes again.
    /// `nil` leaves that to another process.
    private func makingFolder(at path: String?, _ makeRun: () throws -> TrainingRun) throws
        -> TrainingRun
    {
        guard let path else { return try makeRun() }
        let isThere = FileManager.default.fileExists(atPath: path)
        try makeFolder(at: path)
        do {
            return try makeRun()
        } catch {
            if !isThere { rmdir(path) }
            throw error
        }
    }
}
