import Foundation
import TestSupport
import Testing

@Suite struct PlanCommandTests {
    private static let small = [
        "--set", "data.trainingCount=64", "--set", "data.testCount=40", "--set", "epochs=2",
    ]

    @Test func savesAPlanThatARecipeUses() throws {
        let pdp = try Command()
        let plan = ["plan", Command.recipe] + Self.small

        let first = try pdp.run(plan + ["--save", "plan.json"])
        let again = try pdp.run(plan + ["--set", "pruning.plan=plan.json"])

        #expect(first.status == 0 && again.status == 0)
        #expect(first.output.contains("\nmultiply-adds per image: 6,889,728, after pruning "))
        #expect(first.output.contains("\nnote: the targets of single layers come from random "))
        #expect(!again.output.contains("\nnote: the targets"))
        let tables = [first, again].map { $0.output.components(separatedBy: "\n\n")[0] }
        #expect(tables[0] == tables[1])
    }

    @Test(
        arguments: [
            ([], "step: 32 images; learning rate 0.1"),
            (
                ["--processes", "4"],
                "step: 32 images, 8 for each of 4 processes; learning rate 0.1"
            ),
            (
                ["--processes", "3", "--set", "optimizer.accumulation=2"],
                "step: 2 batches of 32 images, 10 or 11 for each of 3 processes; learning rate 0.1"
            ),
            (
                ["--set", "autocast=bfloat16"],
                "step: 32 images; learning rate 0.1; autocast to bfloat16"
            ),
            (
                ["--set", "network=resnet20", "--set", "gradientCheckpointing=true"],
                "step: 32 images; learning rate 0.1; gradient checkpointing of 9 segments"
            ),
        ] as [([String], String)])
    func saysWhatAStepIs(options: [String], line: String) throws {
        let outcome = try Command().run(
            ["plan", Command.recipe, "--set", "batchSize=32"] + Self.small + options)
        #expect(outcome.output.contains("\n\(line)\n"))
    }

    @Test func foretellsTheTimeOfARun() throws {
        let pdp = try Command()
        let plan = ["plan", Command.recipe, "--set", "batchSize=32"] + Self.small
        let outcome = try pdp.run(plan + ["--time", "--threads", "1"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("a run here: about "))
        #expect(try pdp.run(plan + ["--time", "--processes", "2"]).status == 64)
    }

    @Test func refusesPlans() throws {
        let pdp = try Command()
        let plan = ["plan", Command.recipe, "--set", "pruning.plan=plan.json"] + Self.small

        let missing = try pdp.run(plan)
        #expect(missing.status == 66)
        #expect(missing.errors.hasPrefix("error: cannot read '\(pdp.folder.path("plan.json"))': "))
        try Data("{}".utf8).write(to: URL(fileURLWithPath: pdp.folder.path("plan.json")))
        let empty = try pdp.run(plan)
        #expect(empty.status == 65)
        #expect(empty.errors == "error: the pruning plan has no 'pattern' at the top\n")
    }

    @Test func savesNothingWithoutPruning() throws {
        let pdp = try Command()
        let outcome = try pdp.run(
            ["plan", Command.recipe, "--set", "pruning=null", "--save", "plan.json"] + Self.small)
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("'pruning' is missing in "))
        #expect(!FileManager.default.fileExists(atPath: pdp.folder.path("plan.json")))
    }
}
