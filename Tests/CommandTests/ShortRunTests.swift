import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

extension CommandTests {
    /// A short run of the quick recipe, and what the other commands say of its model.
    @Suite struct ShortRunTests {
        private struct Summary: Decodable {
            let results: [String: Double]
            let sparsity: Double
            let parameters: Int
            let nonzeroParameters: Int
        }

        private struct Row: Decodable {
            let tensor: String
            let shape: [Int]
            let elements: Int
            let zeros: Int
        }

        private struct Check: Decodable {
            let holds: Bool
        }

        let pdp: Command
        let outcome: Command.Outcome

        init() throws {
            pdp = try Command()
            outcome = try pdp.run(
                ["prune", Command.recipe, "--out", "out", "--json"] + Command.shortRun)
        }

        private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
            try JSONDecoder().decode(type, from: Data(text.utf8))
        }

        private var summary: Summary {
            get throws { try decode(Summary.self, pdp.text("out/summary.json")) }
        }

        @Test func writesItsFolderAndReportsEveryEpoch() throws {
            #expect(outcome.status == 0)
            #expect(try outcome.output == pdp.text("out/summary.json"))
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.count == 2)
            for (index, line) in lines.enumerated() {
                #expect(line.hasPrefix("quick  epoch \(index + 1)/2  loss "))
            }
            #expect(
                pdp.folder.files(below: "out") == [
                    "checkpoint/state.safetensors", "metrics.jsonl", "model.safetensors",
                    "recipe.yaml", "report.html", "summary.json",
                ])
        }

        @Test func keepsItsPromise() throws {
            let verdict = try pdp("verify", "out/model.safetensors", "--recipe", Command.recipe)
            #expect(verdict.status == 0 && verdict.errors == "")
            #expect(verdict.output.split(separator: "\n").allSatisfy { $0.hasPrefix("ok      ") })
            let json = try pdp("verify", "out/model.safetensors", "--json")
            #expect(json.status == 0)
            #expect(try decode([Check].self, json.output).allSatisfy { $0.holds })
        }

        @Test func failsWhenOneZeroIsMissing() throws {
            let path = pdp.folder.path("out/model.safetensors")
            // The last tensor of the file is fc.weight, 10 × 128 numbers.
            var bytes = try readFile(at: path)
            let starts = stride(from: bytes.count - 5_120, to: bytes.count, by: 4)
            let zero = try #require(starts.first { bytes[$0..<$0 + 4].allSatisfy { $0 == 0 } })
            bytes[zero] = 1
            try AtomicFile.write(bytes, to: path)
            let verdict = try pdp("verify", "out/model.safetensors")
            #expect(verdict.status == 1 && verdict.errors == "")
            let broken = verdict.output.split(separator: "\n").filter { $0.hasPrefix("broken  ") }
            #expect(broken.count == 1)
            #expect(broken.first?.hasPrefix("broken  fc.weight: ") == true)
            let json = try pdp("verify", "out/model.safetensors", "--json")
            #expect(json.status == 1)
            #expect(try decode([Check].self, json.output).filter { !$0.holds }.count == 1)
        }

        @Test func evaluatesToTheAccuracyOfTheSummary() throws {
            let json = try pdp("evaluate", "out/model.safetensors", "--threads", "1", "--json")
            struct Result: Decodable {
                let results: [String: Double]
                let correct: Int
                let examples: Int
                let exampleName: String
                let classes: [Class]

                struct Class: Decodable {
                    let name: String
                    let accuracy: Double?
                    let correct: Int
                    let count: Int
                }
            }
            let result = try decode(Result.self, json.output)
            #expect(try result.results == summary.results && result.examples == 40)
            #expect(result.exampleName == "image")
            let text = try pdp("evaluate", "out/model.safetensors", "--threads", "1")
            let correct = result.correct
            #expect(result.results["accuracy"] == Double(correct) / 40)
            #expect(text.output.contains(" (\(correct) of 40 images), loss "))
            #expect(result.classes.reduce(0) { $0 + $1.correct } == correct)
            #expect(result.classes.reduce(0) { $0 + $1.count } == 40)
            let table = try pdp(
                "evaluate", "out/model.safetensors", "--threads", "1", "--per-class")
            let lines = table.output.split(separator: "\n").suffix(result.classes.count)
            for (line, row) in zip(lines, result.classes) {
                #expect(line.hasPrefix(row.name))
                #expect(line.contains(" \(row.count) "))
            }
        }

        @Test func inspectCountsEveryElement() throws {
            let json = try pdp("inspect", "out/model.safetensors", "--json")
            let rows = try decode([Row].self, json.output)
            let report = try SparsityReport(
                of: SafetensorsFile(path: pdp.folder.path("out/model.safetensors")))
            #expect(rows.map(\.tensor) == report.tensors.map(\.name))
            #expect(rows.map(\.zeros) == report.tensors.map(\.zeroCount))
            #expect(rows.map(\.elements) == report.tensors.map(\.elementCount))
            let table = try pdp("inspect", "out/model.safetensors").output
            let last = table.split(separator: "\n").last?.replacing(",", with: "") ?? ""
            let counts = "\(rows.count) tensors \(report.elementCount) elements"
            #expect(last.hasPrefix("\(counts) \(report.zeroCount) zeros "))
        }

        @Test func refusesToRunIntoTheSameFolder() throws {
            let model = try readFile(at: pdp.folder.path("out/model.safetensors"))
            let again = try pdp.run(["prune", Command.recipe, "--out", "out"] + Command.shortRun)
            #expect(again.status == 73 && again.output == "")
            #expect(
                again.errors == """
                    error: the output folder 'out' already holds a run
                    hint: use --resume, or another folder with --out

                    """)
            #expect(try readFile(at: pdp.folder.path("out/model.safetensors")) == model)
        }

        /// The Python that tests exchange networks with, or else that of the system.
        private static let python =
            ProcessInfo.processInfo.environment["PDP_TORCH_PYTHON"] ?? "python3"

        private static let hasPythonReader: Bool = {
            let outcome = try? Command().program(python, ["-c", "import safetensors.numpy"])
            return outcome?.status == 0
        }()

        @Test(.enabled(if: hasPythonReader, "no Python has numpy and safetensors"))
        func pythonReadsTheSameZeros() throws {
            let script = """
                from safetensors.numpy import load_file
                tensors = load_file("out/model.safetensors")
                weights = [w for w in tensors.values() if w.ndim >= 2]
                print(sum(w.size for w in weights), sum((w == 0).sum() for w in weights))
                """
            let python = try pdp.program(Self.python, ["-c", script])
            let rows = try decode(
                [Row].self, pdp("inspect", "out/model.safetensors", "--json").output)
            let weights = rows.filter { $0.shape.count >= 2 }
            let elements = weights.reduce(0) { $0 + $1.elements }
            let zeros = weights.reduce(0) { $0 + $1.zeros }
            #expect(python.output == "\(elements) \(zeros)\n")
            #expect(try summary.sparsity == Double(zeros) / Double(elements))
        }
    }
}
