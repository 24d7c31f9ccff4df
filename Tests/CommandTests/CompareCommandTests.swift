import Foundation
import TestSupport
import Testing

@Suite struct CompareCommandTests {
    private static let study = """
        recipe:
          epochs: 1
          batchSize: 32
          data: {kind: glyphs, trainingCount: 64, testCount: 40}
          pruning: {startEpoch: 0, rampEpochs: 1}
        seeds: [0, 1]
        sparsities: [0.8]
        variants:
          - {name: dense, set: {pruning: null}}
          - {name: pdp}
        """

    private struct Row: Decodable {
        let variant: String
        let seeds: [Int]
        let peakMemoryBytes: Int
    }

    private struct Comparison: Decodable {
        let rows: [Row]
    }

    @Test func skipsWhatIsFinished() throws {
        let pdp = try Command()
        try Data(Self.study.utf8).write(to: URL(fileURLWithPath: pdp.folder.path("study.yaml")))

        let first = try pdp("compare", "study.yaml", "--out", "out", "--threads", "1")
        let models = try model(pdp)
        let second = try pdp("compare", "study.yaml", "--out", "out", "--jobs", "2")

        #expect(first.status == 0 && second.status == 0)
        #expect(second.output == first.output)
        let runs = ["dense/0.0/seed-0", "dense/0.0/seed-1", "pdp/0.8/seed-0", "pdp/0.8/seed-1"]
        let lines = runs.enumerated().map { "[\($0 + 1)/4] \($1): finished before\n" }
        #expect(second.errors == lines.joined())
        #expect(try model(pdp) == models)
        let pages = ["csv", "html", "json", "md", "svg", "yaml"].map { "comparison.\($0)" }
        let names = try FileManager.default.contentsOfDirectory(atPath: pdp.folder.path("out"))
        #expect(names.filter { $0.hasPrefix("comparison") }.sorted() == pages)
        #expect(try pdp.text("out/comparison.yaml") == Self.study)
        let page = try pdp.text("out/comparison.html")
        #expect(page.contains("pdp compare study.yaml --out out --jobs 2"))
        #expect(page.contains("glyphs: 58 training, 6 validation and 40 test images, 10 classes"))
        #expect(page.contains("href=\"./pdp/0.8/seed-1/report.html\""))
        let dense = try pdp.summary("out/dense/0.0/seed-1")
        let pruned = try pdp.summary("out/pdp/0.8/seed-1")
        #expect(
            pruned["denseResults"] as? [String: Double] == dense["results"] as? [String: Double])
        #expect(pruned["denseAccuracy"] as? Double == dense["accuracy"] as? Double)
        #expect(dense["accuracy"] as? Double != nil)
        #expect(dense["denseResults"] == nil && dense["results"] != nil)
        let text = try pdp.text("out/comparison.json")
        let rows = try JSONDecoder().decode(Comparison.self, from: Data(text.utf8)).rows
        #expect(rows.map(\.variant) == ["dense", "pdp"])
        #expect(rows.allSatisfy { $0.seeds == [0, 1] && $0.peakMemoryBytes > 1 << 20 })
        try timesNetworks(pdp)
    }

    /// Expects that the finished networks are timed where that is asked for.
    private func timesNetworks(_ pdp: Command) throws {
        let outcome = try pdp("compare", "study.yaml", "--out", "out", "--latency")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("ms a call"))
        let lines = try pdp.text("out/comparison.csv").split(separator: "\n")
        #expect(lines.first?.hasSuffix(",milliseconds") == true)
        #expect(
            lines.dropFirst().allSatisfy { line in
                (line.split(separator: ",").last.flatMap { Double($0) } ?? 0) > 0
            })
        #expect(try pdp.text("out/comparison-latency.svg").contains("milliseconds a call"))
        #expect(try pdp.text("out/comparison.html").contains("Accuracy over the time of a call"))
    }

    @Test func refusesRunsOnOtherData() throws {
        let pdp = try Command()
        let study = Self.study.replacingOccurrences(of: "kind: glyphs, ", with: "")
        try Data(study.utf8).write(to: URL(fileURLWithPath: pdp.folder.path("study.yaml")))
        let first = try pdp("compare", "study.yaml", "--out", "out", "--threads", "1")
        let folder = URL(fileURLWithPath: pdp.folder.path("other"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for part in ["train", "t10k"] {
            for kind in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
                try Data([1]).write(to: folder.appendingPathComponent("\(part)-\(kind)"))
            }
        }

        let second = try pdp(
            "compare", "study.yaml", "--out", "out", "--threads", "1", "--data", "other")

        #expect(first.status == 0 && second.status == 65)
        #expect(
            second.errors
                == "error: the run in 'out/dense/0.0/seed-0' was made with other data: the kinds "
                + "differ between drawn images (glyphs; 10 classes), which it has learned from, and "
                + "'other' (idx; training: 2 files; test: 2 files), which were named now\n"
                + "hint: name the data of the run with --data, or another folder with --out\n")
    }

    @Test func startsNoRunWithoutItsData() throws {
        let pdp = try Command()
        try Data(Self.study.utf8).write(to: URL(fileURLWithPath: pdp.folder.path("study.yaml")))
        let outcome = try pdp.run(
            ["compare", "study.yaml", "--out", "out", "--data", "missing"])
        #expect(outcome.status == 64)
        #expect(
            outcome.errors.hasPrefix("error: the recipe draws its data ('data.kind' is glyphs)"))
        let study = Self.study.replacingOccurrences(of: "kind: glyphs, ", with: "")
        try Data(study.utf8).write(to: URL(fileURLWithPath: pdp.folder.path("study.yaml")))
        let missing = try pdp.run(
            ["compare", "study.yaml", "--out", "out", "--data", "missing"])
        #expect(missing.status == 66)
        #expect(missing.errors.hasPrefix("error: data folder 'missing' does not exist\n"))
        #expect(pdp.folder.files(below: "out") == [])
        let later = Self.study + "\n  - {name: real, set: {data.kind: idx}}\n"
        try Data(later.utf8).write(to: URL(fileURLWithPath: pdp.folder.path("study.yaml")))
        let unnamed = try pdp.run(["compare", "study.yaml", "--out", "out"])
        #expect(unnamed.status != 0)
        #expect(unnamed.errors.contains("data of the kind 'idx' are read from a folder"))
        #expect(pdp.folder.files(below: "out") == [])
    }

    @Test func choosesSettingsByTrials() throws {
        let pdp = try Command()
        let study =
            Self.study.replacing("seeds: [0, 1]", with: "seeds: [0]") + """

                tune:
                  trials: 2
                  ranges: {optimizer.learningRate: [0.05, 1e30]}
                """
        try Data(study.utf8).write(to: URL(fileURLWithPath: pdp.folder.path("study.yaml")))

        let first = try pdp("compare", "study.yaml", "--out", "out", "--threads", "1")
        let second = try pdp("compare", "study.yaml", "--out", "out", "--threads", "1")

        #expect(first.status == 0, "a trial that diverges is out, and no failure of the study")
        #expect(first.errors.contains("[6/6] "))
        #expect(second.output == first.output)
        #expect(first.output.contains("learningRate 0.05"))
        let files = try FileManager.default.contentsOfDirectory(
            atPath: pdp.folder.path("out/pdp/0.8"))
        #expect(files.sorted() == ["trial-1", "trial-2"])
        let lines = try pdp.text("out/comparison-trials.csv").split(separator: "\n")
        let chosen = try #require(lines.first { $0.hasPrefix("pdp") && $0.hasSuffix(",1") })
        #expect(chosen.contains("optimizer.learningRate=0.05") && lines.count == 5)
        let trial = chosen.split(separator: ",", omittingEmptySubsequences: false)[3]
        let tried = try pdp.summary("out/pdp/0.8/trial-\(trial)/seed-1000")
        #expect((tried["data"] as? [String: Any])?["testCount"] as? Int == 0)
        let measured = try pdp.summary("out/pdp/0.8/trial-\(trial)/seed-0")
        #expect((measured["data"] as? [String: Any])?["testCount"] as? Int == 40)
        let page = try pdp.text("out/comparison.html")
        #expect(page.contains("trial \(trial == "1" ? 2 : 1) is out: training diverged"))
        #expect(second.errors.contains("seed-1000: out: training diverged"))
        let other = trial == "1" ? 2 : 1
        let log = try pdp.text("out/pdp/0.8/trial-\(other)/seed-1000/log.txt")
        #expect(log.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1, "not run again")
    }

    /// Results of another recipe stay as they are.
    @Test func refusesAFolderWithAnotherStudy() throws {
        let pdp = try Command()
        func compare(_ study: String) throws -> Command.Outcome {
            try Data(study.utf8).write(to: URL(fileURLWithPath: pdp.folder.path("study.yaml")))
            return try pdp("compare", "study.yaml", "--out", "out", "--threads", "1")
        }
        #expect(try compare(Self.study).status == 0)
        let before = try pdp.text("out/comparison.csv")
        let outcome = try compare(Self.study.replacing("batchSize: 32", with: "batchSize: 16"))
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("'batchSize' is '16' now and was '32'"))
        #expect(try pdp.text("out/comparison.csv") == before)
    }

    @Test func prunesTheDenseNetworksOfTheStudy() throws {
        let pdp = try Command()
        let study =
            Self.study + """

                  - {name: bad, set: {pruning: null, optimizer.learningRate: 1e30}, seeds: [1]}
                  - {name: cut, from: dense, set: {epochs: 0, pruning.method: one-shot-magnitude}}
                  - {name: none, from: bad, seeds: [1]}
                """
        try Data(study.utf8).write(to: URL(fileURLWithPath: pdp.folder.path("study.yaml")))

        let outcome = try pdp(
            "compare", "study.yaml", "--out", "out", "--jobs", "2", "--threads", "1")

        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("none/0.8/seed-1: failed: it starts from a run that failed"))
        let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(rows.contains { $0.starts(with: ["cut", "80.00", "%", "2"]) })
        let recipe = try pdp.text("out/cut/0.8/seed-1/recipe.yaml")
        let dense = pdp.folder.path("out/dense/0.0/seed-1/model.safetensors")
        #expect(recipe.contains("initialWeights: \(dense)"))
    }

    @Test func goesOnWithoutTheRunsThatFail() throws {
        let pdp = try Command()
        let study =
            Self.study + "\n  - {name: bad, set: {optimizer.learningRate: 1e30}, seeds: [5]}\n"
        try Data(study.utf8).write(to: URL(fileURLWithPath: pdp.folder.path("study.yaml")))

        let outcome = try pdp(
            "compare", "study.yaml", "--out", "out", "--jobs", "2", "--threads", "1")

        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("bad/0.8/seed-5: failed: training diverged in epoch 1, step "))
        let reason = "error: bad/0.8/seed-5 has no result: training diverged in epoch 1, step "
        #expect(outcome.errors.contains(reason))
        let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(rows.contains { $0.starts(with: ["bad", "80.00", "%", "0"]) })
        #expect(rows.contains { $0.starts(with: ["pdp", "80.00", "%", "2"]) })
    }

    @Test(arguments: ["--jobs", "--threads"]) func refusesCounts(option: String) throws {
        let outcome = try Command().run(["compare", "study.yaml", option, "0"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("\(option) is 0; it must be 1 to 1024"))
    }

    private func model(_ pdp: Command) throws -> Data {
        try Data(
            contentsOf: URL(
                fileURLWithPath: pdp.folder.path("out/pdp/0.8/seed-1/model.safetensors")))
    }
}

extension Command {
    /// The summary of the run in `folder`.
    fileprivate func summary(_ folder: String) throws -> [String: Any] {
        let data = Data(try text(folder + "/summary.json").utf8)
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }
}
