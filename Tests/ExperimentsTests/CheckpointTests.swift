import Experiments
import Files
import Foundation
import Reports
import Tensors
import TestSupport
import Testing

@Suite struct CheckpointTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    /// What files of earlier versions have.
    private let withoutChecksum: (inout [String: String]) -> Void = { $0["pdp.checksum"] = nil }

    private var checkpoint: String { runs.runFolder("run").checkpoint }

    /// Interrupts a run of `recipe` in its second epoch.
    private func interrupt(_ recipe: Recipe) {
        #expect(throws: RunError.interrupted(folder: runs.runFolder("run").path)) {
            try runs.run(recipe, in: "run", stoppingAfter: 4)
        }
    }

    private func refusal(of recipe: Recipe) -> String? {
        message { try runs.run(recipe, in: "run", resuming: true) }
    }

    @Test func refusesAFolderThatIsInUse() throws {
        interrupt(runs.recipe)
        let before = try readFile(at: checkpoint)
        let text = message { try runs.run(runs.recipe, in: "run") }
        #expect(text == "the output folder '\(runs.runFolder("run").path)' already holds a run")
        #expect(try readFile(at: checkpoint) == before)
    }

    @Test func startsWhereThereIsNothingToResume() throws {
        try runs.run(runs.recipe, in: "run", resuming: true)
        try runs.run(runs.recipe, in: "whole")
        #expect(try runs.model("run") == runs.model("whole"))
    }

    @Test func refusesToResumeWithAnotherRecipe() throws {
        interrupt(runs.recipe)
        var other = runs.recipe
        other.optimizer.learningRate = 0.2
        let text =
            "the recipe is not the one of the run in '\(runs.runFolder("run").path)': "
            + "'optimizer.learningRate' is '0.2' now and was '0.1'"
        #expect(refusal(of: other) == text)
        try FileManager.default.removeItem(atPath: checkpoint)
        #expect(refusal(of: other) == text)
    }

    @Test func namesAKeyThatOnlyOneRecipeHas() throws {
        interrupt(runs.recipe)
        var other = runs.recipe
        other.autocast = .bfloat16
        let text = refusal(of: other)
        #expect(text?.hasSuffix(": 'autocast' is 'bfloat16' now and was left out") == true)
    }

    @Test func startsAnewBeforeTheFirstCheckpoint() throws {
        interrupt(runs.recipe)
        try FileManager.default.removeItem(atPath: checkpoint)
        try runs.run(runs.recipe, in: "run", resuming: true)
        try runs.run(runs.recipe, in: "whole")
        #expect(try runs.model("run") == runs.model("whole"))
    }

    @Test func refusesAFileThatIsCutShort() throws {
        interrupt(runs.recipe)
        let bytes = try readFile(at: checkpoint)
        try AtomicFile.write(bytes.dropLast(), to: checkpoint)
        let text = refusal(of: runs.recipe)
        #expect(text?.hasPrefix("'\(checkpoint)' is not a valid safetensors file: ") == true)
        #expect(throws: FileError.self) { try runs.model("run") }
    }

    @Test func refusesAFileWithoutItsPlaceOrSums() throws {
        interrupt(runs.recipe)
        let whole = try readFile(at: checkpoint)
        try rewrite(checkpoint, metadata: { $0 = [:] })
        #expect(refusal(of: runs.recipe) == unusable("it does not say where it is"))
        let sums = "its sums are missing"
        for (name, reason) in [
            ("tally.loss", sums), ("tally.sum.correct", sums),
            ("generator", "the state of its random numbers is missing"),
        ] {
            try AtomicFile.write(whole, to: checkpoint)
            try rewrite(checkpoint, metadata: withoutChecksum, keeping: { $0 != name })
            #expect(refusal(of: runs.recipe) == unusable(reason))
        }
    }

    @Test(arguments: [
        ("\"epoch\":1,", "\"epoch\":4,"), ("\"epoch\":1,", "\"epoch\":-1,"),
        ("\"stepsDone\":1", "\"stepsDone\":3"), ("\"stepsDone\":1", "\"stepsDone\":-1"),
        ("\"targetUnitCounts\":[", "\"targetUnitCounts\":[1,"),
        ("\"targetUnitCounts\":[", "\"targetUnitCounts\":[9"),
    ])
    func refusesAPlaceOutsideTheRun(found: String, changed: String) throws {
        let recipe = runs.recipe(method: "pdp")
        interrupt(recipe)
        try rewrite(
            checkpoint,
            metadata: { texts in
                withoutChecksum(&texts)
                let text = texts["pdp.checkpoint"] ?? ""
                #expect(text.contains(found))
                texts["pdp.checkpoint"] = text.replacingOccurrences(of: found, with: changed)
            })
        #expect(refusal(of: recipe) == unusable("its place lies outside the run"))
    }

    @Test func refusesStateThatDoesNotFit() throws {
        let recipe = runs.recipe(method: "str")
        interrupt(recipe)
        let whole = try readFile(at: checkpoint)
        try rewrite(
            checkpoint, metadata: withoutChecksum, keeping: { $0 != "network.fc.bias" })
        let mismatch = "'\(checkpoint)' does not fit the network: 1 missing (fc.bias)"
        #expect(refusal(of: recipe) == mismatch)
        try AtomicFile.write(whole, to: checkpoint)
        try rewrite(
            checkpoint, metadata: withoutChecksum, keeping: { !$0.hasPrefix("method.") })
        #expect(refusal(of: recipe)?.hasPrefix("the checkpoint has no '") == true)
    }

    @Test(.enabled(if: MountedFolder.isPossible, Comment(rawValue: MountedFolder.need)))
    func goesOnWhileTheDiskIsFull() throws {
        try runs.run(runs.recipe, in: "whole")
        let disk = try MountedFolder(options: "size=6m")
        let folder = RunFolder(path: disk.path + "/run")
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        observer.didFinishEpoch = { record in
            if record.epoch == 2 { fill(disk.path + "/filler") }
        }
        let text = message {
            try TrainingRun(recipe: runs.recipe, data: runs.data, folder: folder)
                .run(observer: observer)
        }
        #expect(text == "cannot write '\(folder.model)': No space left on device")
        let note =
            "cannot write '\(folder.checkpoint)': No space left on device; the run goes on and tries "
            + "again at the next checkpoint"
        #expect(notes.count { $0 == note } == 1)
        try FileManager.default.removeItem(atPath: disk.path + "/filler")
        try TrainingRun(recipe: runs.recipe, data: runs.data, folder: folder)
            .run(resuming: true)
        #expect(try readFile(at: folder.model) == runs.model("whole"))
    }

    private func unusable(_ reason: String) -> String {
        "the checkpoint '\(checkpoint)' cannot be used: \(reason)"
    }
}

/// Writes to a new file at `path` until the disk is full.
private func fill(_ path: String) {
    guard FileManager.default.createFile(atPath: path, contents: nil),
        let file = FileHandle(forWritingAtPath: path)
    else { return }
    let block = Data(repeating: 1, count: 4_096)
    while (try? file.write(contentsOf: block)) != nil {}
    try? file.close()
}
