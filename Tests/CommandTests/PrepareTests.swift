import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// Networks that are written as they are run.
    @Suite struct PrepareTests {
        private let pdp: Command
        private let network: String

        init() throws {
            pdp = try Command()
            network = try #require(GoldenCase.all.first { $0.file == "conv" }).path
        }

        @Test func writesWhatBenchmarkRuns() throws {
            let outcome = try pdp.run(
                ["prepare", network, "--out", "net.prepared", "--instruction-set", "portable"])
            #expect(outcome.status == 0 && outcome.errors == "")
            let size = try #require(
                FileManager.default.attributesOfItem(atPath: pdp.folder.path("net.prepared"))[
                    .size] as? Int)
            let bytes =
                size >= 1000
                ? "\(size / 1000),\(String(size % 1000 + 1000).dropFirst())" : "\(size)"
            #expect(
                outcome.output
                    == "net.prepared: \(bytes) bytes, portable, one thread, x 2 × 4 × 7 × 6\n"
            )
            let run = try pdp("benchmark", "net.prepared", "--seconds", "0")
            #expect(run.status == 0)
            #expect(run.output.contains("threads 1, batch 2, portable"))
            #expect(run.output.contains("Conv"))
        }

        @Test func saysWhatItHasWrittenAsJSON() throws {
            let outcome = try pdp.run(
                ["prepare", network, "--out", "net.prepared", "--threads", "2", "--json"])
            let report = try #require(
                JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            #expect(report["threads"] as? Int == 2 && report["out"] as? String == "net.prepared")
            #expect(report["inputs"] as? [String: [Int]] == ["x": [2, 4, 7, 6]])
        }

        @Test(
            arguments: [
                (["--threads", "0"], 64, "--threads is 0; it must be in 1...4096"),
                (["--batch", "0"], 64, "--batch is 0; it must be in 1...4096"),
                (["--costs", "none.json"], 66, "'none.json'"),
                (["--size", "length=3"], 64, "--size names 'length', which is no free size of"),
                (["--instruction-set", "sse9"], 64, "'sse9'"),
            ] as [([String], Int32, String)])
        func saysWhatIsWrong(options: [String], status: Int32, text: String) throws {
            let outcome = try pdp.run(["prepare", network, "--out", "net.prepared"] + options)
            #expect(outcome.status == status && outcome.output == "")
            #expect(outcome.errors.contains(text))
            #expect(!FileManager.default.fileExists(atPath: pdp.folder.path("net.prepared")))
        }

        @Test func refusesExamplesThatTheNetworkDoesNotTake() throws {
            let transpose = try #require(GoldenCase.all.first { $0.file == "transpose" }).path
            let outcome = try pdp.run(
                ["prepare", transpose, "--out", "net.prepared", "--batch", "3"])
            #expect(outcome.status == 64 && outcome.output == "")
            #expect(outcome.errors.hasSuffix("takes 2 examples in every call\n"))
            #expect(!FileManager.default.fileExists(atPath: pdp.folder.path("net.prepared")))
        }

        @Test func refusesWhatAPreparedNetworkCannotBe() throws {
            _ = try pdp.run(["prepare", network, "--out", "net.prepared"])
            for (arguments, status, text) in [
                (
                    ["prepare", "net.prepared", "--out", "other"], 64,
                    "'net.prepared' is prepared already; the model itself must be named"
                ),
                (
                    ["prepare", "net.prepared", "--out", "net.prepared"], 64,
                    "'net.prepared' is the model that is to be read"
                ),
                (
                    ["prepare", network, "--out", "net.onnx"], 64,
                    "'net.onnx' ends as an ONNX file, and a prepared network is none"
                ),
                (
                    ["benchmark", "net.prepared", "--selection", "dense"], 64,
                    "--selection is dense, and 'net.prepared' is prepared already; it must be left out"
                ),
                (
                    ["benchmark", "net.prepared", "--batch", "5"], 64,
                    "--batch is 5, and 'net.prepared' takes 2 examples in every call"
                ),
                (
                    ["benchmark", "net.prepared", "--against", "onnxruntime"], 64,
                    "--against runs the network itself, and 'net.prepared' is a prepared one"
                ),
                (
                    ["export", "net.prepared", "--out", "n.onnx", "--format", "onnx"], 65,
                    "'net.prepared' is a prepared network, which is run and no more"
                ),
                (
                    ["export", "net.prepared", "--out", "n.pdp", "--format", "compressed"], 65,
                    "'net.prepared' is a prepared network, which is run and no more"
                ),
                (
                    ["verify", "net.prepared", "--sparsity", "0.9"], 65,
                    "'net.prepared' is a prepared network, which is run and no more"
                ),
                (
                    ["thin", "net.prepared", "--out", "small"], 65,
                    "'net.prepared' is a prepared network, which is run and no more"
                ),
            ] as [([String], Int32, String)] {
                let outcome = try pdp.run(arguments)
                #expect(outcome.status == status && outcome.output == "", "\(arguments)")
                #expect(outcome.errors.contains(text), "\(outcome.errors)")
            }
        }
    }
}
