public import ArgumentParser
import Experiments
import FileCommands
import Files
import Tensors

/// The command, with all that a program has made known to it before: networks, kinds of data, tasks,
/// patterns, pruning methods.
///
///     try Networks.add(NetworkKind(name: "mine", summary: "…") { try Mine($0) })
///     PDPCommand.main()
///
/// The program then has every command for its own kinds: recipes name them, runs are resumed and
/// compared, saved models are read again.
public struct PDPCommand: ParsableCommand {
    /// The commands and what help says of them, under the name of the program.
    public static let configuration = CommandConfiguration(
        commandName: Program.name,
        abstract: "Train a neural network to be small, and prove it.",
        discussion: """
            A run is described by a recipe, a YAML file; 'Recipes/' holds some to start from.

              \(Program.name) prune Recipes/quick.yaml                     draws its own images, 1 minute
              \(Program.name) prune Recipes/small-cnn.yaml --data FOLDER   MNIST or Fashion-MNIST files
              \(Program.name) verify runs/quick/model.safetensors          are the promised zeros there?
              \(Program.name) evaluate runs/quick/model.safetensors        how accurate is the saved model?

            Shell completions: \(Program.name) --generate-completion-script bash (or zsh, fish).

            Exit status: 0 done, 1 failed, 64 wrong usage, 65 bad data, 66 missing input, \
            73 cannot write, 130 interrupted.
            """,
        version: Version.current,
        subcommands: [
            PruneCommand.self, PlanCommand.self, FindLearningRateCommand.self, CompareCommand.self,
            ReportCommand.self,
            EvaluateCommand.self,
            InspectCommand.self, VerifyCommand.self, ThinCommand.self, ExportCommand.self,
            PrepareCommand.self, BenchmarkCommand.self, CalibrateCommand.self, PredictCommand.self,
            DemoCommand.self, DoctorCommand.self,
        ])

    /// Creates the command, as the parser of arguments needs it.
    public init() {}

    /// Does what the arguments of the process say and ends with the exit status that fits. Errors are
    /// one line on the standard error.
    public static func main() {
        Console.prepare()
        LibTorch.keepFreedMemory()
        do {
            var command = try parseAsRoot(
                try Resuming.spelledOut(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch {
            Failure.end(with: error, of: Self.self)
        }
    }
}
