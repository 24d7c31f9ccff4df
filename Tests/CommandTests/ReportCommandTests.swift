import Files
import Foundation
import TestSupport
import Testing

extension CommandTests {
    @Suite struct ReportCommandTests {
        @Test func showsARunWhileItGoesOnAndStopsAtItsEnd() throws {
            let pdp = try Command()
            let page = pdp.folder.path("page.html")
            let process = try pdp.start(
                ["prune", Command.recipe, "--out", "a", "--set", "epochs=3"]
                    + Command.shortRun.dropFirst(4))
            while try !pdp.text(".errors").contains("epoch 1/3") { usleep(5_000) }
            let reader = Process()
            reader.executableURL = URL(fileURLWithPath: try #require(Command.executable))
            reader.arguments = [
                "report", pdp.folder.path("a"), "--out", page, "--watch", "--seconds", "1",
            ]
            reader.standardOutput = FileHandle.nullDevice
            try reader.run()
            #expect(try pdp.finish(process).status == 0)
            reader.waitUntilExit()
            #expect(reader.terminationStatus == 0)
            let text = try pdp.text("page.html")
            #expect(text.contains("finished") && text.contains("3 of 3"))
            #expect(!text.contains("http-equiv"))
            #expect(text.contains("href=\"./a/report.html\""))

            let outcome = try pdp("report", "a", "b")
            #expect(outcome.status == 66)
            #expect(outcome.errors == "error: there is no run in 'b'\n")
        }

        @Test func damagedFilesOfARunAreNamed() throws {
            let pdp = try Command()
            let run = pdp.folder.path("a")
            let finished = try pdp.run(
                ["prune", Command.recipe, "--out", "a"] + Command.shortRun)
            #expect(finished.status == 0)
            let records = try pdp.text("a/metrics.jsonl")
            try AtomicFile.write((records + "{\"epoch\": 4").utf8, to: run + "/metrics.jsonl")
            let cut = try pdp("report", "a")
            #expect(cut.status == 65)
            #expect(
                cut.errors
                    == "error: 'a/metrics.jsonl' is damaged: line \(records.count { $0.isNewline } + 1) is "
                    + "'{\"epoch\": 4'; it must be the JSON of one EpochRecord\n")
            try AtomicFile.write(records.utf8, to: run + "/metrics.jsonl")
            try AtomicFile.write("{}".utf8, to: run + "/summary.json")
            let empty = try pdp("report", "a")
            #expect(empty.status == 65)
            #expect(
                empty.errors
                    == "error: 'a/summary.json' is damaged: it must be the JSON of one RunSummary\n"
            )
        }
    }
}
