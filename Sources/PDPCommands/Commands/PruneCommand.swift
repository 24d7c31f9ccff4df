import ArgumentParser
import Experiments
import FileCommands
import Files
import Foundation
import ProcessGroups
import Reports
import Tensors

struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Train and prune a network as a recipe says.",
        usage: "\(Program.name) prune <recipe> [<options>]",
        discussion: """
            Writes into the output folder: recipe.yaml (complete, as run), metrics.jsonl (a line \
            per epoch), model.safetensors (exact zeros), summary.json, report.html, a checkpoint, \
            and for BERT what transformers reads beside the model. Ctrl-C stops after writing a \
            checkpoint; --resume goes on from it and ends with the same bytes. With --processes N, \
            or started by torchrun, several processes share every batch, and the first writes.
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

    @Flag(help: "Go on with an interrupted run.")
    var resume = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @OptionGroup var compute: ComputeOptions

    @OptionGroup var several: ProcessOptions

    func run() throws {
        if let count = try several.countToStart() {
            return try RankLauncher(count: count).run(Array(CommandLine.arguments.dropFirst()))
        }
        let device = try compute.prepare()
        try several.join(device: device) { try run(on: device, with: $0) }
    }

    private func run(on device: Device, with processes: ProcessGroup?) throws {
        let isFirst = processes.map { $0.rank == 0 } ?? true
        let recipe = try options.loadRecipe(changing: seed.map { ["seed=\($0)"] } ?? [])
        let name = URL(fileURLWithPath: options.recipe).deletingPathExtension().lastPathComponent
        let folder = RunFolder(path: out ?? "runs/\(name)")
        if isFirst {
            try folder.checkIsFree()
            if !resume, folder.isInUse { throw RunError.folderInUse(folder.path) }
        }
        let run = try makingFolder(at: isFirst ? folder.path : nil) {
            let source = try DataSources.open(for: recipe, folder: options.data)
            var context = RunContext.command(dataFolder: options.data)
            context.denseResults = try dense.map { folder in
                try RunFolder(path: folder).denseResults(
                    network: recipe.networkName, dataset: source.name)
            }
            return try TrainingRun(
                recipe: recipe, data: source, folder: folder, device: device, context: context,
                processes: processes)
        }
        run.compareProcesses(everySteps: several.compareEvery)
        let display = ProgressDisplay(name: name)
        let report = try run.run(
            resuming: resume,
            observer: display.observer(interruption: Interruption(isSilent: !isFirst)))
        guard isFirst else { return }
        if json {
            try Console.printDocument(RecordText.document(of: report.summary))
        } else {
            let verdict = report.summary.verdict
            try Console.printResult(verdict.wrapped(to: Console.outputWidth, indentation: 2))
            try Console.printResult("report: \(folder.report)")
        }
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
