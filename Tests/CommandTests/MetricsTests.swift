import Foundation
import TestSupport
import Testing

extension CommandTests {
    @Suite struct MetricsTests {
        private struct Summary: Decodable {
            let epochs: Int
            let unwritten: [String]?
        }

        /// A folder takes the place of the file after the first epoch, so that nothing can be written
        /// under its name, not even by root.
        @Test func thatCannotBeWrittenDoNotEndTheRun() throws {
            let pdp = try Command()
            let process = try pdp.start(
                [
                    "prune", Command.recipe, "--out", "out", "--threads", "1", "--set", "epochs=4",
                    "--set", "batchSize=8", "--set", "data.trainingCount=160",
                    "--set", "data.testCount=20",
                ])
            let metrics = pdp.folder.path("out/metrics.jsonl")
            while process.isRunning, !FileManager.default.fileExists(atPath: metrics) {
                usleep(1_000)
            }
            try FileManager.default.removeItem(atPath: metrics)
            try FileManager.default.createDirectory(
                atPath: metrics, withIntermediateDirectories: false)
            let outcome = try pdp.finish(process)

            #expect(outcome.status == 0)
            let reason = "'out/metrics.jsonl' is a folder; a regular file is needed"
            let told = outcome.errors.split(separator: "\n").filter { $0.contains("metrics") }
            #expect(told == ["\(reason); the run goes on"])
            let summary = try JSONDecoder().decode(
                Summary.self, from: Data(try pdp.text("out/summary.json").utf8))
            #expect(summary.epochs == 4 && summary.unwritten == [reason])
            #expect(try pdp("verify", "out/model.safetensors").status == 0)
        }
    }
}
