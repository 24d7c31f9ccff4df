import Files
import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// Each with the exact text and exit status, and without an output folder.
    @Suite struct BadInputTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let arguments: String
            let status: Int32
            let errors: String
            let files: [String: [UInt8]]
            var testDescription: String { errors }

            /// Separates `arguments` at spaces; `files` are there before, with these bytes.
            init(
                _ arguments: String, _ status: Int32, _ error: String, hint: String? = nil,
                files: [String: [UInt8]] = [:]
            ) {
                self.arguments = arguments
                self.status = status
                self.files = files
                errors = "error: \(error)\n" + (hint.map { "hint: \($0)\n" } ?? "")
            }
        }

        private static let prune = "prune r.yaml --threads 1 --out out"

        private static func recipe(_ text: String) -> [String: [UInt8]] {
            ["r.yaml": Array(text.utf8)]
        }

        static let usage = [
            Case("prune", 64, "Missing expected argument '<recipe>'", hint: "see pdp prune --help"),
            Case("prune a b", 64, "Unexpected argument 'b'", hint: "see pdp prune --help"),
            Case("trim", 64, "Unexpected argument 'trim'", hint: "see pdp --help"),
            Case(
                "verify m --sparsity ninety", 64,
                "The value 'ninety' is invalid for '--sparsity <sparsity>'",
                hint: "see pdp verify --help"),
            Case(
                "verify m --sparsity 1.2", 64, "sparsity is 1.2; it must be 0 to 1",
                hint: "see pdp verify --help"),
            Case(
                "evaluate m --set epochs=1", 64,
                "cannot set 'epochs=1' of a saved model; it must be a key of data, or "
                    + "matmulPrecision", hint: "see pdp evaluate --help"),
            Case(
                "\(prune) --threads 0", 64, "--threads is 0; it must be 1 to 1024",
                hint: "see pdp prune --help", files: recipe("")),
            Case(
                "\(prune) --device gpu", 64,
                "there is no device 'gpu'; it must be auto, cpu, cuda, cuda:N or mps",
                files: recipe("")),
        ]

        static let recipes = [
            Case(prune, 66, "cannot read 'r.yaml': No such file or directory"),
            Case(
                prune, 65,
                "unknown key 'pruning.sparsty' in r.yaml, line 2; "
                    + "did you mean 'pruning.sparsity'?",
                files: recipe("pruning:\n  sparsty: 0.9")),
            Case(
                prune, 65,
                "'pruning.sparsity' is 1.2 in r.yaml, line 1; "
                    + "it must be a number at least 0 and below 1",
                files: recipe("pruning: {sparsity: 1.2}")),
            Case(
                "\(prune) --set pruning.sparsity=ninety", 65,
                "'pruning.sparsity' is 'ninety' in the assignment 'pruning.sparsity=ninety'; "
                    + "it must be a number at least 0 and below 1", files: recipe("")),
            Case(
                prune, 65,
                "'network' in r.yaml, line 1: there is no network 'resnet-1000'; "
                    + "the networks are small-cnn, resnet20, resnet56, resnet18, resnet18-cifar, "
                    + "resnet34, resnet34-cifar, resnet50, resnet50-cifar, mobilenet-v1, "
                    + "mobilenet-v1-0.5, mobilenet-v1-0.25, mobilenet-v1-folded, mobilenet-v1-cifar, "
                    + "mobilenet-v1-0.5-cifar, mobilenet-v1-0.25-cifar, mobilenet-v2, "
                    + "mobilenet-v2-0.5, mobilenet-v2-cifar, mobilenet-v2-0.5-cifar, deit-tiny, "
                    + "deit-small, deit-tiny-32, bert-tiny, bert-mini, bert-small, minilm-l6, "
                    + "bert-medium, bert-base, bert, mlp",
                files: recipe("network: resnet-1000")),
            Case(
                prune, 65,
                "'pruning.method' in r.yaml, line 2: there is no method 'pdq'; "
                    + "did you mean 'pdp'?",
                files: recipe("pruning:\n  method: pdq")),
            Case(
                "\(prune) --data in", 64,
                "the recipe draws its data ('data.kind' is glyphs); "
                    + "the folder 'in' would not be read",
                hint: "leave out --data, or set data.kind to auto",
                files: recipe("data: {kind: glyphs}")),
            Case(
                prune, 66, "data of the kind 'idx' are read from a folder, and none was named",
                hint: "name the folder with --data", files: recipe("data: {kind: idx}")),
            Case(
                prune, 65,
                "unknown key 'lr' in r.yaml, line 1; did you mean 'optimizer.learningRate'?",
                files: recipe("lr: 0.1")),
            Case(
                prune, 65,
                "'network' in r.yaml, line 1: there is no network 'ResNet-18'; "
                    + "did you mean 'resnet18'?", files: recipe("network: ResNet-18")),
            Case(
                prune, 65,
                "'pruning.method' in r.yaml, line 1: there is no method 'gmp'; "
                    + "did you mean 'gradual-magnitude'?", files: recipe("pruning: {method: gmp}")),
            Case(
                prune, 65, "r.yaml, line 1 is not YAML: it has the control character U+0000",
                files: ["r.yaml": [0x61, 0, 1]]),
        ]

        static let outputs = [
            Case(
                "prune r.yaml --out r.yaml", 73,
                "'r.yaml' is a regular file; a folder is needed", files: recipe("")),
            Case(
                "prune r.yaml --out /dev/null/run", 73,
                "cannot make the folder '/dev/null/run': Not a directory", files: recipe("")),
        ]

        private static let inputs = IDXInput.cases + TextInput.cases + ModelInput.cases

        @Test(arguments: usage + recipes + outputs + inputs)
        func saysWhatIsWrongAndLeavesNothing(input: Case) throws {
            let pdp = try Command()
            for (name, bytes) in input.files {
                let path = pdp.folder.path(name)
                let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
                try makeFolder(at: folder)
                try AtomicFile.write(bytes, to: path)
            }
            let outcome = try pdp.run(input.arguments.split(separator: " ").map { String($0) })
            // Paths of recipes are absolute.
            let errors = input.errors.replacing("FOLDER/", with: pdp.folder.path + "/")
            #expect(
                outcome == Command.Outcome(status: input.status, output: "", errors: errors))
            #expect(!FileManager.default.fileExists(atPath: pdp.folder.path("out")))
        }
    }
}
