import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// From pruned channels to a smaller network, in the package's format and in ONNX, and back.
    @Suite struct ThinTests {
        private let pdp: Command

        init() throws { pdp = try Command() }

        private func prune(_ options: String...) throws -> Command.Outcome {
            try pdp.run(["prune", Command.recipe] + options + Command.shortRun)
        }

        private func accuracy(_ model: String) throws -> String {
            let outcome = try pdp("evaluate", model, "--threads", "1")
            #expect(outcome.status == 0 && outcome.errors == "")
            return outcome.output.components(separatedBy: ": ").last ?? ""
        }

        /// A thinned model computes the same, is smaller, and is a model like any other.
        @Test func channelsThatArePrunedAreTakenOut() throws {
            #expect(
                try prune("--out", "out", "--set", "pruning.pattern=channels").status == 0)
            let model = "out/model.safetensors"
            let outcome = try pdp(
                "thin", model, "--out", "thin.safetensors", "--multiple", "1", "--json")
            #expect(outcome.status == 0 && outcome.errors == "")
            let report = try JSONDecoder().decode(
                ThinningReport.self, from: Data(outcome.output.utf8))
            #expect(report.parametersAfter < report.parametersBefore / 2)
            let multiplyAdds = try #require(report.multiplyAddsBefore)
            #expect(try #require(report.multiplyAddsAfter) < multiplyAdds)
            #expect(report.largestDifference <= 1e-9 * report.largestOutput)
            #expect(report.layers.contains { $0.channelsAfter < $0.channelsBefore })
            #expect(try accuracy("thin.safetensors") == accuracy(model))
            #expect(try pdp("inspect", "thin.safetensors").status == 0)
            // What is left has no empty channel more.
            let again = try pdp(
                "thin", "thin.safetensors", "--out", "twice.safetensors", "--multiple", "1",
                "--json")
            let second = try JSONDecoder().decode(
                ThinningReport.self, from: Data(again.output.utf8))
            #expect(second.parametersAfter == report.parametersAfter)
        }

        /// An exported network is trained on from its ONNX file, and exported again.
        @Test func exportedNetworksAreNetworksOfRecipes() throws {
            #expect(try prune("--out", "out").status == 0)
            let model = "out/model.safetensors"
            let export = try pdp("export", model, "--format", "onnx", "--out", "net.onnx")
            #expect(export.status == 0 && export.errors == "")
            #expect(try pdp("verify", "net.onnx").status == 0)
            let zeros = try prune(
                "--out", "again", "--set", "network=\(pdp.folder.path("net.onnx"))", "--set",
                "pruning.sparsity=0.95")
            #expect(zeros.status == 0)
            #expect(try pdp("verify", "again/model.safetensors").status == 0)
            #expect(try accuracy("again/model.safetensors").isEmpty == false)
            for format in ["onnx", "compressed"] {
                let outcome = try pdp(
                    "export", "again/model.safetensors", "--format", format, "--out", format)
                #expect(outcome.status == 0)
            }
        }

        /// The weights of an ONNX file are those of a model, and become one again.
        @Test func filesOfWeightsComeFromONNXFiles() throws {
            #expect(try prune("--out", "out").status == 0)
            func export(_ from: String, _ format: String, _ to: String) throws {
                let outcome = try pdp("export", from, "--format", format, "--out", to)
                #expect(outcome.status == 0 && outcome.errors == "")
            }
            try export("out/model.safetensors", "onnx", "net.onnx")
            try export("net.onnx", "compressed", "small")
            try export("small", "onnx", "back.onnx")
            let rows = try ["net.onnx", "small", "back.onnx"].map {
                try pdp("inspect", $0).output.split(separator: "\n").sorted()
            }
            #expect(rows[0].count > 5 && rows[1] == rows[0] && rows[2] == rows[0])
        }

        @Test(
            arguments: [
                (["--out", "x"], 66, "cannot read 'm': No such file or directory"),
                (
                    ["--out", "x.onnx"], 64,
                    "'m' and 'x.onnx' must both be ONNX files or both be models"
                ),
                (["--out", "x", "--multiple", "0"], 64, "--multiple is 0; it must be at least 1"),
                (
                    ["--out", "x", "--keep", "conv"], 64,
                    "--keep is 'conv'; it must be like conv1.weight=16"
                ),
            ] as [([String], Int32, String)])
        func saysWhatIsWrong(options: [String], status: Int32, text: String) throws {
            let outcome = try pdp.run(["thin", "m"] + options)
            #expect(outcome.status == status)
            #expect(outcome.errors.contains(text))
            #expect(outcome.output == "")
        }

        @Test func modelsWithoutAGraphAreRefused() throws {
            var bytes = withUnsafeBytes(of: UInt64(2).littleEndian) { Data($0) }
            bytes.append(Data("{}".utf8))
            try bytes.write(to: URL(fileURLWithPath: pdp.folder.path("m")))
            for arguments in [
                ["thin", "m", "--out", "x"], ["export", "m", "--format", "onnx", "--out", "x"],
            ] {
                let outcome = try pdp.run(arguments)
                #expect(outcome.status == 65)
                #expect(
                    outcome.errors.hasPrefix(
                        "error: 'm' carries no graph of its network ('pdp.graph')\nhint: "))
            }
        }
    }
}
