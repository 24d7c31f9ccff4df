import ArgumentParser
import Experiments
import FileCommands
import Files
import Foundation
import Reports

struct FindLearningRateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find-learning-rate",
        abstract: "Try learning rates that grow from step to step, and suggest one.",
        usage: "\(Program.name) find-learning-rate <recipe> [<options>]",
        discussion: """
            Trains the network of the recipe without pruning, each step with a larger learning rate, until the \
            loss is four times the least one. The suggestion is a tenth of the rate at which the smoothed loss is \
            least, where training still goes well; the picture shows all. Nothing else is written.
            """)

    @OptionGroup var source: RecipeOptions

    @Option(help: "The first learning rate.")
    var from = 1e-5

    @Option(help: "The last learning rate.")
    var to = 10.0

    @Option(help: "The number of steps.")
    var steps = 100

    @Option(
        help: "Write the picture to this file.", completion: .file(extensions: ["svg"]),
        transform: expandingHome)
    var picture: String?

    @Flag(help: "Print the losses as JSON.")
    var json = false

    @OptionGroup var compute: ComputeOptions

    func validate() throws {
        if !(from > 0 && from < to && to.isFinite) {
            throw ValidationError(
                "--from is \(from) and --to \(to); they must be above 0, the second one greater")
        }
        if !(10...100_000).contains(steps) {
            throw ValidationError("--steps is \(steps); it must be in 10...100000")
        }
    }

    func run() throws {
        if let picture { try checkFolder(of: picture) }
        let device = try compute.prepare()
        var recipe = try source.loadRecipe()
        recipe.pruning = nil
        let data = try DataSources.open(for: recipe, folder: source.data)
        let run = try TrainingRun(
            recipe: recipe, data: data, folder: RunFolder(path: ""), device: device)
        let test = try run.testLearningRates(from...to, stepCount: steps)
        if let picture { try AtomicFile.write(test.chart.svg().utf8, to: picture) }
        if json {
            try Console.printDocument(RecordText.document(of: test))
        } else {
            try show(test)
        }
    }

    /// Throws ``Failure`` unless the folder of a file is there, before minutes are spent on what it shall hold.
    private func checkFolder(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: folder) else {
            throw Failure(.cannotWrite, "cannot write '\(path)': its folder is not there")
        }
    }

    private func show(_ test: LearningRateTest) throws {
        var table = TextTable(columns: [
            .init("learning rate", alignment: .right), .init("loss", alignment: .right),
            .init("smoothed", alignment: .right),
        ])
        let count = test.learningRates.count
        let shown = stride(from: 0, to: count, by: max(1, count / 12))
        for index in shown {
            table.append([
                NumberText.measure(test.learningRates[index]),
                NumberText.measure(test.losses[index]),
                NumberText.measure(test.smoothedLosses[index]),
            ])
        }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
        let result =
            test.suggestion.map { "suggested: optimizer.learningRate=\(NumberText.measure($0))" }
            ?? "no suggestion: the smoothed loss is not least between --from and --to; try others"
        try Console.printResult(result)
    }
}
