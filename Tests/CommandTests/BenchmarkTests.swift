import Foundation
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
            #expect(outcome.output.contains("threads 1, batch 1, portable"))
        }

        @Test(
            arguments: [
                (["--threads", "0"], 64, "--threads is 0; it must be in 1...4096"),
                (["--size", "length"], 64, "--size is 'length'; it must be like length=128"),
                ([], 66, "'m.onnx'"),
            ] as [([String], Int32, String)])
        func saysWhatIsWrong(options: [String], status: Int32, text: String) throws {
            let outcome = try pdp.run(["benchmark", "m.onnx"] + options)
            #expect(outcome.status == status)
            #expect(outcome.errors.contains(text))
            #expect(outcome.output == "")
        }

        /// Writes a tensor of zeros.
        private func write(_ name: String, _ shape: [Int]) throws {
            var writer = SafetensorsWriter()
            let zeros = [Float](repeating: 0, count: shape.reduce(1, *))
            try writer.add(name, dtype: .float32, shape: shape) { append in
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
