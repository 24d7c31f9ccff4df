import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// From a recipe with `pattern: 4x1` to files that prove it.
    @Suite struct BlocksTests {
        private let pdp: Command

        init() throws { pdp = try Command() }

        private func lines(_ outcome: Command.Outcome) -> [String] {
            outcome.output.split(separator: "\n").map { String($0) }
        }

        /// The classifier of ten glyphs has two lower rows of blocks.
        @Test func blocksArePrunedProvedShownAndExported() throws {
            let options = [Command.recipe, "--set", "pruning.pattern=4x1"]
            let plan = try pdp.run(["plan"] + options)
            #expect(plan.status == 0, "\(plan.errors)")
            #expect(plan.output.contains("pattern 4x1") && plan.output.contains("fc.weight[8-9]"))
            #expect(
                try pdp.run(["prune", "--out", "out"] + options + Command.shortRun).status == 0)
            let model = "out/model.safetensors"

            let proof = try pdp("verify", model)
            #expect(proof.status == 0, "\(proof.output)")
            #expect(proof.output.contains("fc.weight: 0 of 576 blocks violate 4x1"))
            #expect(try pdp("verify", model, "--pattern", "8x1").status == 1)
            let table = lines(try pdp("inspect", model))
            #expect(table.contains { $0.hasPrefix("fc.weight") && $0.contains("4x1") })
            #expect(table.count { $0.contains("4x1") } == 5)

            for format in ["onnx", "compressed"] {
                let out = "model.\(format)"
                let outcome = try pdp("export", model, "--out", out, "--format", format)
                #expect(outcome.status == 0, "\(outcome.errors)")
                let again = try pdp("verify", out)
                #expect(again.status == 0 && again.output.contains("violate 4x1"))
            }
            #expect(try pdp("evaluate", model, "--threads", "1").status == 0)
            let report = try pdp(
                "export", model, "--out", "small", "--format", "compressed", "--json")
            #expect(report.output.contains("4x1-"))
        }
    }
}
