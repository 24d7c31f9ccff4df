import Files
import TestSupport
import Testing

extension CommandTests {
    @Suite(.enabled(if: MountedFolder.isPossible, Comment(rawValue: MountedFolder.need)))
    struct DiskTests {
        private func prune(into disk: MountedFolder) throws -> Command.Outcome {
            try Command().run(
                ["prune", Command.recipe, "--out", disk.path + "/run"] + Command.shortRun)
        }

        @Test func leavesNothingHalfWrittenOnAFullDisk() throws {
            let disk = try MountedFolder(options: "size=64k")
            let outcome = try prune(into: disk)
            #expect(outcome.status == 73)
            let checkpoint = disk.path + "/run/checkpoint/state.safetensors"
            let model = disk.path + "/run/model.safetensors"
            #expect(
                outcome.errors.contains(
                    "\ncannot write '\(checkpoint)': No space left on device; the run goes on and tries "
                        + "again at the next checkpoint\n"))
            #expect(
                outcome.errors.hasSuffix(
                    "error: cannot write '\(model)': No space left on device\n"))
            #expect(disk.folder.files(below: "run") == ["metrics.jsonl", "recipe.yaml"])
        }

        @Test func refusesAReadOnlyDisk() throws {
            let disk = try MountedFolder(options: "ro")
            let outcome = try prune(into: disk)
            #expect(outcome.status == 73)
            #expect(
                outcome.errors
                    == "error: cannot make the folder '\(disk.path)/run': Read-only file system\n")
        }
    }
}
