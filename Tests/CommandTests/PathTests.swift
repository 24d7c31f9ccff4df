import Files
import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// Which file a relative path of a recipe names.
    @Suite struct PathTests {
        let pdp: Command

        init() throws {
            pdp = try Command()
            try FileManager.default.createDirectory(
                atPath: pdp.folder.path("sub"), withIntermediateDirectories: true)
        }

        @Test(arguments: [
            ("initialWeights: w", "initialWeights"),
            ("distillation: {teacher: w}", "distillation.teacher"),
            ("pruning: {plan: w}", "pruning.plan"),
        ])
        func refusesWhatIsOnlyInTheWorkingDirectory(yaml: String, key: String) throws {
            try pdp.folder.write([], to: "w")
            try pdp.folder.write(Array(yaml.utf8), to: "sub/r.yaml")
            let outcome = try pdp("plan", "sub/r.yaml")
            #expect(outcome.status == 65)
            #expect(
                outcome.errors
                    == "error: '\(key)' is 'w' in r.yaml, line 1, which is not in "
                    + "'\(pdp.folder.path)/sub' but in '\(pdp.folder.path)'; it must be a path "
                    + "from the folder of the recipe, or absolute\n")
        }

        @Test(arguments: [
            ("initialWeights: w", "", "sub/w"), ("initialWeights: ../w", "", "w"),
            ("initialWeights: v", "initialWeights=w", "w"),
        ])
        func readsBesideTheRecipe(yaml: String, assignment: String, file: String) throws {
            try pdp.folder.write(Array(yaml.utf8), to: "sub/r.yaml")
            let set = assignment.isEmpty ? [] : ["--set", assignment]
            let outcome = try pdp.run(["plan", "sub/r.yaml"] + set)
            #expect(outcome.status == 66)
            #expect(
                outcome.errors
                    == "error: cannot read '\(pdp.folder.path(file))': No such file or directory\n")
        }
    }
}
