import Foundation
import Graphs
import ONNXFiles
import TensorFiles
import TestSupport
import Testing

extension CommandTests {
    @Suite struct BenchmarkTests {
        private let pdp: Command

        init() throws { pdp = try Command() }

        private func golden(_ name: String) throws -> String {
            try #require(GoldenCase.all.first { $0.file == name }).path
        }

        @Test func printsTimesAndLayersAsJSON() throws {
            let outcome = try pdp.run(
                ["benchmark", golden("conv"), "--json", "--seconds", "0", "--threads", "2"])
            #expect(outcome.status == 0)
            let report = try #require(
                JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            for key in ["medianMilliseconds", "p95Milliseconds", "minimumMilliseconds"] {
                #expect((report[key] as? Double).map { $0 > 0 } == true)
            }
            #expect(report["threads"] as? Int == 2)
            #expect(report["instructionSet"] is String)
            let layers = try #require(report["layers"] as? [[String: Any]])
            #expect(layers.contains { ($0["operator"] as? String)?.hasPrefix("Conv") == true })
        }

        @Test func printsATable() throws {
            let outcome = try pdp.run(
                [
                    "benchmark", golden("conv"), "--seconds", "0", "--instruction-set", "portable",
                ])
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("of 1 call; threads 1, batch 2, portable"))
            #expect(!outcome.output.contains("0.00 ms"))
        }

        @Test(
            arguments: [
                (["--threads", "0"], 64, "--threads is 0; it must be in 1...4096"),
                (["--threads", "1-5000"], 64, "--threads is 5000; it must be in 1...4096"),
                (["--batch", "4-1"], 64, "--batch is '4-1'; it must be like 4, 1,2,4 or 1-4"),
                (["--batch", "1,,2"], 64, "--batch is '1,,2'; it must be like 4, 1,2,4 or 1-4"),
                (["--time-limit", "0"], 64, "--time-limit is 0.0; it must be in 0.1...3600"),
                (
                    ["--time-limit", "5"], 64,
                    "--time-limit is 5.0, but no other engines are asked for; it must be left out, "
                        + "or stand beside --against"
                ),
                (
                    ["--python", "python3"], 64,
                    "--python is python3, but no other engines are asked for; it must be left out, "
                        + "or stand beside --against"
                ),
                (
                    ["--threads", "1-32", "--batch", "1-9"], 64,
                    "--threads and --batch name 288 pairs; there may be 256"
                ),
                (
                    ["--against", "mnn,tvm"], 64,
                    "--against names 'tvm'; it must be all, or some of onnxruntime, openvino, mnn, "
                        + "deepsparse"
                ),
                (["--size", "length"], 64, "--size is 'length'; it must be like length=128"),
                ([], 66, "'m.onnx'"),
            ] as [([String], Int32, String)])
        func saysWhatIsWrong(options: [String], status: Int32, text: String) throws {
            let outcome = try pdp.run(["benchmark", "m.onnx"] + options)
            #expect(outcome.status == status)
            #expect(outcome.errors.contains(text))
            #expect(outcome.output == "")
        }

        @Test func takesAnEndingInCapitals() throws {
            let conv = try #require(GoldenCase.all.first { $0.file == "conv" }).path
            try FileManager.default.copyItem(atPath: conv, toPath: pdp.folder.path("CONV.ONNX"))
            let outcome = try pdp("benchmark", "CONV.ONNX", "--seconds", "0")
            #expect(outcome.status == 0 && outcome.errors == "")
        }

        @Test func severalPairsMakeATable() throws {
            let outcome = try pdp.run(
                [
                    "benchmark", golden("conv"), "--seconds", "0", "--threads", "1,2", "--batch",
                    "1-2",
                ])
            #expect(outcome.status == 0 && outcome.errors == "")
            let lines = outcome.output.split(separator: "\n").map {
                $0.split(separator: " ").map(String.init)
            }
            #expect(
                lines.first?.joined(separator: " ")
                    == "threads batch median ms 95 % below minimum examples/s arena bytes weight bytes"
            )
            #expect(
                lines.dropFirst(2).map { $0.prefix(2).joined(separator: " ") }
                    == ["1 1", "1 2", "2 1", "2 2"])
            #expect(lines.dropFirst(2).allSatisfy { $0.count == 8 })
        }

        @Test func severalPairsAreRunsInJSON() throws {
            let outcome = try pdp.run(
                ["benchmark", golden("conv"), "--seconds", "0", "--batch", "1,16", "--json"])
            #expect(outcome.status == 0)
            let report = try #require(
                JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            #expect(report.keys.sorted() == ["instructionSet", "model", "runs"])
            let runs = try #require(report["runs"] as? [[String: Any]])
            #expect(runs.map { $0["batch"] as? Int } == [1, 16])
            let arenas = runs.compactMap { $0["arenaBytes"] as? Int }
            #expect(arenas.count == 2 && arenas[0] < arenas[1])
            // 6 outputs, 4 channels, windows of 3×3 at least once each.
            #expect(runs.allSatisfy { ($0["weightBytes"] as? Int ?? 0) > 6 * 4 * 4 })
        }

        @Test func refusesExamplesThatTheNetworkDoesNotTake() throws {
            let outcome = try pdp.run(
                ["benchmark", golden("transpose"), "--seconds", "0", "--batch", "3"])
            #expect(outcome.status == 64)
            #expect(outcome.errors.hasPrefix("error: --batch is 3, and '"))
            #expect(outcome.errors.hasSuffix("transpose.onnx' takes 2 examples in every call\n"))
        }

        @Test func whatWasMeasuredBeforeAnErrorIsShown() throws {
            let outcome = try pdp.run(
                ["benchmark", golden("transpose"), "--seconds", "0", "--batch", "2,3"])
            #expect(outcome.status == 64)
            #expect(outcome.errors.hasPrefix("error: --batch is 3, and '"))
            #expect(outcome.output.split(separator: "\n").count == 3)
        }

        /// Writes a tensor of zeros, of a type of four bytes.
        private func write(
            _ name: String, _ shape: [Int], _ type: StoredType = .float32
        ) throws {
            var writer = SafetensorsWriter()
            let zeros = [Float](repeating: 0, count: shape.reduce(1, *))
            try writer.add(name, dtype: type, shape: shape) { append in
                try zeros.withUnsafeBytes { try append($0) }
            }
            try writer.write(to: pdp.folder.path("x.safetensors"))
        }

        @Test func takesInputsFromAFile() throws {
            let options = [
                "benchmark", try golden("conv"), "--seconds", "0", "--input", "x.safetensors",
            ]
            try write("any", [3, 4, 7, 6])
            let outcome = try pdp.run(options)
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("threads 1, batch 3"))
            try write("any", [1, 4, 7, 6], .int32)
            #expect(try pdp.run(options).output.contains("threads 1, batch 1"))
            try write("any", [2, 4, 7, 7])
            let other = try pdp.run(options)
            #expect(other.status == 65)
            #expect(
                other.errors
                    == "error: 'x.safetensors' has the type float32[2, 4, 7, 7] for the input 'x'; "
                    + "float32[batch, 4, 7, 6] is needed\n")
            #expect(try pdp.run(options + ["--batch", "2"]).status == 64)
            #expect(try pdp.run(options + ["--size", "batch=2"]).status == 65)
        }

        @Test func inputsOfHalfPrecisionAreTaken() throws {
            let graph = Graph(
                inputs: [.init("x", TensorType(.float16, [.symbol("batch"), 4]))], outputs: ["y"],
                nodes: [Node(.unary(.relu), inputs: ["x"], outputs: ["y"])])
            try ONNXWriter().write(graph, to: pdp.folder.path("half.onnx"))
            try write("x", [3, 4])
            let outcome = try pdp.run(
                ["benchmark", "half.onnx", "--seconds", "0", "--input", "x.safetensors"])
            #expect(outcome.status == 0 && outcome.errors == "")
            #expect(outcome.output.contains("threads 1, batch 3"))
        }

        @Test func anEmptyFileIsNoArray() throws {
            try pdp.folder.write([], to: "x.npy")
            let outcome = try pdp.run(["benchmark", golden("conv"), "--input", "x.npy"])
            #expect(outcome.status == 65)
            #expect(
                outcome.errors
                    == "error: 'x.npy' is an empty file; a safetensors file, a checkpoint of torch.save "
                    + "or a file of NumPy arrays is needed\n")
        }

        @Test func calibrationIsKeptAndUsed() throws {
            let outcome = try pdp.run(["calibrate", "--seconds", "1", "--out", "c/costs.json"])
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("portable"))
            #expect(outcome.output.hasSuffix("written to c/costs.json\n"))
            try pdp.folder.write(Array("{}}".utf8), to: "c/costs.json")
            let damaged = try pdp.run(["calibrate", "--seconds", "1", "--out", "c/costs.json"])
            #expect(damaged.status == 65)
            #expect(damaged.errors.contains("'c/costs.json' is no file of kernel costs"))
            let used = try pdp.run(
                ["benchmark", golden("conv"), "--seconds", "0", "--costs", "c/costs.json"])
            #expect(used.status == 65)
        }

        /// Costs that cannot be read change no result, so that they stop nothing.
        @Test func damagedCostsOfTheUserAreNotUsed() throws {
            let folder = "XDG_CACHE_HOME=\(pdp.folder.path("caches"))"
            let program = try #require(Command.executable)
            let calibrated = try pdp.program(folder, [program, "calibrate", "--seconds", "1"])
            #expect(calibrated.status == 0)
            try pdp.folder.write(Array("{}}".utf8), to: "caches/pdp/kernel-costs.json")
            let benchmark = ["benchmark", try golden("conv"), "--seconds", "0"]
            #expect(try pdp.program(folder, [program] + benchmark).status == 0)
            #expect(try pdp.program(folder, [program, "calibrate", "--seconds", "1"]).status == 65)
        }

        @Test func damagedFilesAreRefused() throws {
            try pdp.folder.write([8, 9, 58, 255, 1], to: "m.onnx")
            #expect(try pdp.run(["benchmark", "m.onnx"]).status == 65)
        }
    }
}
