import Files
import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// `~` stands for the home folder wherever a path is, also where no shell has seen to it.
    @Suite struct HomeTests {
        let pdp: Command

        init() throws {
            pdp = try Command()
            try FileManager.default.createDirectory(
                atPath: pdp.folder.path("home"), withIntermediateDirectories: true)
        }

        /// Runs the command with the folder `home` as home folder, by the variable that Foundation has
        /// for this.
        private func atHome(_ arguments: [String]) throws -> Command.Outcome {
            let program = try #require(Command.executable)
            return try pdp.program(
                "env", ["CFFIXED_USER_HOME=\(pdp.folder.path("home"))", program] + arguments)
        }

        @Test(arguments: [
            "plan ~/x", "prune ~/x", "compare ~/x", "inspect ~/x", "verify ~/x", "evaluate ~/x",
            "verify m --recipe ~/x", "verify m --recipe=~/x",
            "plan r.yaml --set initialWeights=~/x", "plan s.yaml", "compare t.yaml",
        ])
        func isNotLookedForByItsName(line: String) throws {
            try pdp.folder.write([], to: "r.yaml")
            try pdp.folder.write(Array("initialWeights: ~/x".utf8), to: "s.yaml")
            try pdp.folder.write(Array("recipe: ~/x\nvariants: [{name: a}]".utf8), to: "t.yaml")
            let outcome = try atHome(line.split(separator: " ").map { String($0) })
            #expect(outcome.status == 66)
            #expect(
                outcome.errors
                    == "error: cannot read '\(pdp.folder.path("home"))/x': "
                    + "No such file or directory\n")
        }

        @Test func isNoFolderOfThatName() throws {
            let plan =
                ["plan", Command.recipe, "--save=~/plan.json", "--set", "epochs=4"]
                + ["--set", "data.trainingCount=8", "--set", "data.testCount=8"]
            #expect(try atHome(plan).status == 0)
            #expect(pdp.folder.files(below: "home") == ["plan.json"])
            let run = ["prune", Command.recipe, "--out=~/run", "--dense=~/none"]
            let outcome = try atHome(run + Command.shortRun)
            #expect(outcome.status == 65)
            #expect(
                outcome.errors.hasPrefix("error: the run in '\(pdp.folder.path("home"))/none' is"))
            let data = try atHome(["doctor", "--data=~/none"])
            #expect(
                data.errors
                    == "error: data folder '\(pdp.folder.path("home"))/none' does not exist\n")
        }
    }
}
