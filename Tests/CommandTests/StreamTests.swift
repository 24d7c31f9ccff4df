import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// Streams that cannot be written, and a folder that two processes want.
    @Suite struct StreamTests {
        /// The exit status of the command with its streams redirected as a shell says it.
        private func status(of arguments: String, _ redirection: String, in pdp: Command) throws
            -> Int32
        {
            let command = try #require(Command.executable)
            return try pdp.program("bash", ["-c", "'\(command)' \(arguments) \(redirection)"])
                .status
        }

        private static let shortRun =
            "prune '\(Command.recipe)' --out out " + Command.shortRun.joined(separator: " ")

        @Test(arguments: ["2>/dev/full", "2>&-", "2> >(true)", "0<&- 2>&-"])
        func aRunGoesOnWithoutItsLog(redirection: String) throws {
            let pdp = try Command()
            #expect(try status(of: Self.shortRun, redirection, in: pdp) == 0)
            #expect(pdp.folder.files(below: "out").contains("summary.json"))
        }

        @Test(arguments: [">/dev/full", ">&-"])
        func aResultThatIsNotPrintedIsAFailure(redirection: String) throws {
            let pdp = try Command()
            for arguments in ["--help", "--version", "prune --help", "doctor", "doctor --json"] {
                #expect(try status(of: arguments, redirection, in: pdp) == 73, "\(arguments)")
            }
        }

        @Test func aRunWithoutAnOutputIsCompleteAndSaysSo() throws {
            let pdp = try Command()
            #expect(try status(of: Self.shortRun, ">&-", in: pdp) == 73)
            let last = "error: cannot write the standard output: Bad file descriptor\n"
            #expect(try pdp.text(".errors").hasSuffix(last))
            #expect(pdp.folder.files(below: "out").contains("summary.json"))
        }

        @Test(arguments: ["2>/dev/full", "2>&-"])
        func anErrorKeepsItsStatusWithoutAStream(redirection: String) throws {
            let pdp = try Command()
            #expect(try status(of: "verify nowhere", redirection, in: pdp) == 66)
            #expect(try status(of: "trim", redirection, in: pdp) == 64)
        }

        @Test func aSecondProcessIsRefusedWhileTheFirstRuns() throws {
            let pdp = try Command()
            let other = try Command()
            let out = pdp.folder.path("out")
            let run = ["prune", Command.recipe, "--out", out] + Command.shortRun
            let first = try pdp.start(run + ["--set", "epochs=400"])
            while first.isRunning, try !pdp.text(".errors").contains("epoch 1/") { usleep(2_000) }
            let second = try other.run(run + ["--resume", "--set", "epochs=400"])
            #expect(second.status == 73)
            let start = "error: the run in '\(out)' is still going on in process "
            #expect(second.errors.hasPrefix("\(start)\(first.processIdentifier) on "))
            // A killed process leaves the file, but not the lock.
            kill(first.processIdentifier, SIGKILL)
            _ = try pdp.finish(first)
            #expect(pdp.folder.files(below: "out").contains(".lock"))
            let third = try other.start(run + ["--resume", "--set", "epochs=400"])
            while third.isRunning, try !other.text(".errors").contains("epoch ") { usleep(2_000) }
            kill(third.processIdentifier, SIGINT)
            #expect(try other.finish(third).status == 130)
            #expect(!pdp.folder.files(below: "out").contains(".lock"))
        }
    }
}
