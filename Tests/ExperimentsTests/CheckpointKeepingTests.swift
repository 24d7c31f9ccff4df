import Experiments
import Files
import Foundation
import Reports
import TestSupport
import Testing

/// Which checkpoints are written and kept, and what becomes of damaged ones.
@Suite struct CheckpointKeepingTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    private func recipe(_ yaml: String) throws -> Recipe {
        var recipe = runs.recipe(method: "pdp")
        let read = try Recipe(yaml: yaml, file: "test.yaml")
        recipe.checkpoints = read.checkpoints
        recipe.earlyStop = read.earlyStop
        recipe.result = read.result
        recipe.log = read.log
        return recipe
    }

    private func names(_ run: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: runs.runFolder(run).path + "/checkpoint"
        ).sorted()
    }

    /// Runs, or goes on, and returns what is noted.
    private func notes(
        _ recipe: Recipe, in name: String, resuming isResuming: Bool = false,
        _ change: (inout RunObserver) -> Void = { _ in }
    ) throws -> [String] {
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        change(&observer)
        try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder(name))
            .run(resuming: isResuming, observer: observer)
        return notes
    }

    @Test func checkpointsChangeNoByte() throws {
        try runs.run(runs.recipe(method: "pdp"), in: "plain")
        try runs.run(
            recipe("checkpoints: {every: 1 step, keep: 3, best: true}\nlog: {to: [csv]}"), in: "run"
        )
        #expect(try runs.model("run") == runs.model("plain"))
    }

    @Test func keepsTheLastOnes() throws {
        try runs.run(recipe("checkpoints: {keep: 3}"), in: "run")
        #expect(
            try names("run") == [
                "epoch-1-step-0.safetensors", "epoch-2-step-0.safetensors", "state.safetensors",
            ])
    }

    @Test func writesAtTheEndOfEveryOtherEpochAndOfTheLast() throws {
        let folder = runs.runFolder("run")
        var found: [Bool] = []
        _ = try notes(recipe("checkpoints: {every: 2 epochs}"), in: "run") { observer in
            observer.didFinishEpoch = { _ in
                found.append(FileManager.default.fileExists(atPath: folder.checkpoint))
            }
        }
        #expect(found == [false, false, true])
        #expect(try names("run") == ["state.safetensors"])
    }

    @Test func goesOnExactlyFromStepsThatNobodyAskedToStopAt() throws {
        let recipe = try recipe("checkpoints: {every: 2 steps, keep: 9}")
        try runs.run(recipe, in: "whole")
        let kept = try names("whole").filter { $0.hasPrefix("epoch-") }
        #expect(kept.contains { $0.contains("step-2") } && kept.count >= 3)
        for name in kept {
            let folder = runs.runFolder(name)
            try folder.make()
            let source = runs.runFolder("whole")
            try AtomicFile.write(readFile(at: source.recipe), to: folder.recipe)
            try AtomicFile.write(
                readFile(at: source.path + "/checkpoint/" + name), to: folder.checkpoint)
            try runs.run(recipe, in: name, resuming: true)
            #expect(try runs.model(name) == runs.model("whole"))
        }
    }

    @Test func takesTheOneBeforeADamagedOne() throws {
        let recipe = try recipe("checkpoints: {keep: 2}")
        try runs.run(recipe, in: "whole")
        try runs.run(recipe, in: "run")
        let folder = runs.runFolder("run")
        try FileManager.default.removeItem(atPath: folder.model)
        var bytes = try readFile(at: folder.checkpoint)
        bytes[bytes.count - 1000] ^= 1
        try AtomicFile.write(bytes, to: folder.checkpoint)

        let notes = try notes(recipe, in: "run", resuming: true)

        let damage =
            "the checkpoint '\(folder.checkpoint)' cannot be used: it is damaged: its checksum is "
        #expect(notes[0].hasPrefix(damage))
        let before = folder.path + "/checkpoint/epoch-2-step-0.safetensors"
        #expect(notes[1] == "the run goes on from '\(before)' instead")
        #expect(try runs.model("run") == runs.model("whole"))
    }

    @Test func refusesWhereAllAreDamaged() throws {
        let recipe = try recipe("checkpoints: {keep: 2}")
        try runs.run(recipe, in: "run")
        let folder = runs.runFolder("run").path + "/checkpoint/"
        for name in try names("run") { try AtomicFile.write([1, 2, 3], to: folder + name) }
        let text = message { try runs.run(recipe, in: "run", resuming: true) }
        #expect(text?.contains("'\(folder)state.safetensors'") == true)
    }

    @Test func tellsOnceOfADiskThatTakesNothingAndGoesOn() throws {
        let recipe = try recipe("checkpoints: {every: 1 step}")
        try runs.run(recipe, in: "whole")
        let folder = runs.runFolder("run").path + "/checkpoint"
        let files = FileManager.default
        let notes = try notes(recipe, in: "run") { observer in
            observer.didFinishEpoch = { record in
                if record.epoch == 1 {
                    try? files.moveItem(atPath: folder, toPath: folder + "-away")
                } else if record.epoch == 3 {
                    try? files.moveItem(atPath: folder + "-away", toPath: folder)
                }
            }
        }
        #expect(notes.count { $0.contains("; the run goes on and tries again") } == 1)
        #expect(notes.contains("checkpoints are written again"))
        #expect(try runs.model("run") == runs.model("whole"))
        // A write that was under way when the folder went may leave a hidden file in it.
        #expect(try names("run").filter { !$0.hasPrefix(".") } == ["state.safetensors"])
    }

    @Test func removesWhatKilledWritersLeave() throws {
        let folder = runs.runFolder("run")
        try folder.make()
        for name in ["/.partial-1-0", "/checkpoint/.partial-1-0"] {
            try AtomicFile.write([1], to: folder.path + name)
        }
        try runs.run(runs.recipe, in: "run", resuming: true)
        #expect(try names("run") == ["state.safetensors"])
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/.partial-1-0"))
    }

    @Test func aChangeOfCheckpointsAndLogsIsNoOtherRecipe() throws {
        _ = message { try runs.run(recipe(""), in: "run", stoppingAfter: 4) }
        try runs.run(
            recipe("checkpoints: {every: 10 minutes, keep: 2}\nlog: {to: [csv]}"), in: "run",
            resuming: true)
        try runs.run(recipe(""), in: "whole")
        #expect(try runs.model("run") == runs.model("whole"))
    }
}
