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
    }
}
