import ArgumentParser
import Experiments
import FileCommands
import Files
import Reports

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Train a dense network, prune it three ways, and compare the saved files.",
        usage: "\(Program.name) demo [<options>]")

    @Option(
        help: "The folder with the data; without it, glyphs are drawn.", completion: .directory,
        transform: expandingHome)
    var data: String?

    @Option(
        help: "The folder to write; made anew each time.", completion: .directory,
        transform: expandingHome)
    var out = "demo"

    @Option(help: "The epochs of every network; 8 for glyphs, 15 for data of your own.")
    var epochs: Int?

    @Option(help: "The seed.")
    var seed: UInt64 = 0

    @Flag(help: "Print the table as JSON.")
    var json = false

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        let demo = Demonstration(
            dataFolder: data, folder: out, epochs: epochs ?? (data == nil ? 8 : 15), seed: seed,
            device: try compute.prepare(), context: .command(dataFolder: data))
        let interruption = Interruption()
        let results: [Demonstration.Result]
        do {
            results = try demo.run { name in
                ProgressDisplay(name: name).observer(interruption: interruption)
            }
        } catch RunError.interrupted {
            throw Failure(.interrupted, "interrupted", hint: "the demo starts anew each time")
        }
        if json {
            try Console.printDocument(RecordText.document(of: results))
            return
        }
        try Console.printResult(
            "\nEvery network saw \(demo.epochs) epochs; accuracies are of the saved files.\n")
        try Console.printDocument(
            Demonstration.table(of: results).rendered(maximumWidth: Console.outputWidth))
        try Console.printResult(
            "\nThe files are \(out)/*/model.safetensors; "
                + "look at \(out)/pdp-90/report.html in a browser.")
    }
}
