import ArgumentParser
import Experiments
import FileCommands
import Files
import Foundation
import Reports

struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Train and prune a network as a recipe says.",
        usage: "\(Program.name) prune <recipe> [<options>]",
        discussion: """
            Writes into the output folder: recipe.yaml (complete, as run), metrics.jsonl (a line \
            per epoch), model.safetensors (exact zeros), summary.json, report.html, a checkpoint, \
            and for BERT what transformers reads beside the model. Ctrl-C stops after writing a \
            checkpoint; --resume goes on from it and ends with the same bytes.
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

    func run() throws {
        let device = try compute.prepare()
        let recipe = try options.loadRecipe(changing: seed.map { ["seed=\($0)"] } ?? [])
        let name = URL(fileURLWithPath: options.recipe).deletingPathExtension().lastPathComponent
        let folder = RunFolder(path: out ?? "runs/\(name)")
        try folder.checkIsFree()
        if !resume, folder.isInUse { throw RunError.folderInUse(folder.path) }
        let run = try makingFolder(at: folder.path) {
            let source = try DataSources.open(for: recipe, folder: options.data)
            var context = RunContext.command(dataFolder: options.data)
            context.denseResults = try dense.map { folder in
                try RunFolder(path: folder).denseResults(
                    network: recipe.networkName, dataset: source.name)
            }
            return try TrainingRun(
                recipe: recipe, data: source, folder: folder, device: device, context: context)
        }
        let display = ProgressDisplay(name: name)
        let report = try run.run(
            resuming: resume, observer: display.observer(interruption: Interruption()))
        if json {
            try Console.printDocument(RecordText.document(of: report.summary))
        } else {
            let verdict = report.summary.verdict
            try Console.printResult(verdict.wrapped(to: Console.outputWidth, indentation: 2))
            try Console.printResult("report: \(folder.report)")
        }
    }

    /// Makes a folder first, so that data is not read in vain; if `makeRun` fails, a new one goes again.
    private func makingFolder(at path: String, _ makeRun: () throws -> TrainingRun) throws
        -> TrainingRun
    {
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
