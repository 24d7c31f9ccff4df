import ArgumentParser
import Experiments
import FileCommands
import Files
import Tensors

@main
struct PDPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pdp",
        abstract: "Train a neural network to be small, and prove it.",
        discussion: """
            A run is described by a recipe, a YAML file; 'Recipes/' holds some to start from.

              pdp prune Recipes/quick.yaml                     draws its own images, 1 minute
              pdp prune Recipes/small-cnn.yaml --data FOLDER   MNIST or Fashion-MNIST files
              pdp verify runs/quick/model.safetensors          are the promised zeros there?
              pdp evaluate runs/quick/model.safetensors        how accurate is the saved model?

            Shell completions: pdp --generate-completion-script bash (or zsh, fish).

            Exit status: 0 done, 1 failed, 64 wrong usage, 65 bad data, 66 missing input, \
            73 cannot write, 130 interrupted.
            """,
        version: Version.current,
        subcommands: [
            PruneCommand.self, PlanCommand.self, CompareCommand.self, EvaluateCommand.self,
            InspectCommand.self, VerifyCommand.self, DemoCommand.self, DoctorCommand.self,
        ])

    static func main() {
        Console.prepare()
        LibTorch.keepFreedMemory()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Failure.end(with: error, of: Self.self)
        }
    }
}
