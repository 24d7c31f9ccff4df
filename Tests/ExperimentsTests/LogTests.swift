import Experiments
import Files
import Foundation
import Reports
import TensorBoardFiles
import TestSupport
import Testing

/// What runs write for other programs.
@Suite struct LogTests {
    private static let python = ProcessInfo.processInfo.environment["PDP_TENSORBOARD_PYTHON"]

    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    private func recipe(_ sinks: LogRecipe.Sink..., everySteps stepInterval: Int = 0) -> Recipe {
        var recipe = runs.recipe(method: "pdp")
        recipe.log.sinks = sinks
        recipe.log.stepInterval = stepInterval
        return recipe
    }

    private func text(_ run: String, _ file: String) throws -> String {
        String(decoding: try readFile(at: runs.runFolder(run).path + "/" + file), as: UTF8.self)
    }

    /// The events of all files of a run, in the order in which TensorBoard reads them.
    private func events(_ run: String) throws -> [Event] {
        let folder = runs.runFolder(run).path + "/tensorboard"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return try names.flatMap { EventFile.events(in: try readFile(at: folder + "/" + $0)) }
    }

    /// The steps and values of a scalar.
    private func scalars(_ tag: String, _ run: String) throws -> [String] {
        try events(run).flatMap { event -> [String] in
            guard case .values(let values) = event.kind else { return [] }
            return values.compactMap { value in
                guard value.tag == tag, case .scalar(let number) = value.content else { return nil }
                return "\(event.step): \(Float(number))"
            }
        }
    }

    @Test func eventsHoldTheEpochsLayersAndImages() throws {
        let epochs = try runs.run(recipe(.tensorboard), in: "run").epochs
        let accuracies = epochs.map { epoch in
            "\(epoch.epoch * 3): \(Float(epoch.validationMetrics["accuracy"] ?? .nan))"
        }
        #expect(try scalars("validation/accuracy", "run") == accuracies)
        #expect(try scalars("epoch", "run") == ["3: 1.0", "6: 2.0", "9: 3.0"])
        #expect(try scalars("layer-sparsity/fc.weight", "run").count == 3)
        #expect(try scalars("threshold/fc.weight", "run").count == 2)
        var tags: Set<String> = []
        for event in try events("run") {
            guard case .values(let values) = event.kind else { continue }
            tags.formUnion(values.map(\.tag))
        }
        #expect(tags.contains("weights/conv1.weight"))
        let images = tags.filter { $0.hasPrefix("mispredicted/1: ") }
        #expect(!images.isEmpty && images.allSatisfy { $0.contains(", taken for ") })
    }

    /// No step is there twice, and none is missing, whatever was logged after the last checkpoint.
    @Test func oneLogNeedsNoListAndNoneIsDoubled() throws {
        #expect(try Recipe(yaml: "log: {to: csv}", file: "r").log.sinks == [.csv])
        let error = #expect(throws: RecipeError.self) {
            try Recipe(yaml: "log: {to: [csv, csv]}", file: "r")
        }
        #expect(
            error?.description == "'log.to' is 'csv' twice in r, line 1; it must be each log once")
    }

    @Test(arguments: [4, 6, 8]) func aResumedRunLogsEveryStepOnce(stepCount: Int) throws {
        let recipe = recipe(.tensorboard, .csv, .mlflow, everySteps: 1)
        try runs.run(recipe, in: "whole")
        _ = message { try runs.run(recipe, in: "parts", stoppingAfter: stepCount) }
        let folder = runs.runFolder("parts")
        let state = try readFile(at: folder.checkpoint)
        // A process that was killed later has logged more than its checkpoint knows.
        try runs.run(recipe, in: "parts", resuming: true)
        try AtomicFile.write(state, to: folder.checkpoint)
        try FileManager.default.removeItem(atPath: folder.model)
        try runs.run(recipe, in: "parts", resuming: true)

        for tag in ["validation/loss", "steps/loss", "sparsity", "epoch"] {
            #expect(try scalars(tag, "parts") == scalars(tag, "whole"))
        }
        let steps = try text("parts", "steps.jsonl").split(separator: "\n")
        #expect(steps.count == 9)
        #expect(steps.last?.contains("\"step\":9,") == true)
        #expect(try text("parts", "metrics.csv").split(separator: "\n").count == 4)
        #expect(try text("parts", "metrics.jsonl").split(separator: "\n").count == 3)
        let metrics = folder.path + "/mlruns/0"
        let run = try #require(
            FileManager.default.contentsOfDirectory(atPath: metrics).first { $0 != "meta.yaml" })
        let lines = try text("parts", "mlruns/0/\(run)/metrics/validation/loss")
        #expect(
            lines.split(separator: "\n").map { $0.split(separator: " ")[2] } == ["1", "2", "3"])
        #expect(try text("parts", "mlruns/0/\(run)/meta.yaml").contains("\nstatus: 3\n"))
    }

    @Test func aTableHasTheEpochsAsTheyAre() throws {
        let epochs = try runs.run(recipe(.csv), in: "run").epochs
        let rows = try text("run", "metrics.csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows[0][..<3] == ["epoch", "train/accuracy", "train/loss"])
        #expect(Set(rows.map(\.count)).count == 1)
        let column = try #require(rows[0].firstIndex(of: "validation/loss"))
        #expect(
            rows.dropFirst().map { Double($0[column]) }
                == epochs.map { $0.validationMetrics["loss"] })
    }

    @Test func aLogThatCannotBeWrittenIsToldOfOnce() throws {
        let folder = runs.runFolder("run")
        try folder.make()
        try AtomicFile.write([1], to: folder.path + "/tensorboard")
        try FileManager.default.createDirectory(
            atPath: folder.path + "/metrics.csv", withIntermediateDirectories: true)
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        try TrainingRun(recipe: recipe(.tensorboard, .csv), data: runs.data, folder: folder)
            .run(observer: observer)
        for name in ["tensorboard", "csv"] {
            let start = "the log '\(name)' is not complete: "
            #expect(
                notes.count { $0.hasPrefix(start) && $0.hasSuffix("; the run goes on") } == 1,
                "\(name)")
        }
        #expect(try runs.model("run").count > 0)
    }

    @Test(
        .enabled(
            if: python != nil, "PDP_TENSORBOARD_PYTHON names no Python with tensorboard"))
    func tensorBoardReadsIt() throws {
        let recipe = recipe(.tensorboard, everySteps: 2)
        _ = message { try runs.run(recipe, in: "run", stoppingAfter: 5) }
        let epochs = try runs.run(recipe, in: "run", resuming: true).epochs
        let script =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
            + "/../../Scripts/golden/check_events.py"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [script, runs.runFolder("run").path + "/tensorboard"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.contains("scalar epoch 3:1 6:2 9:3"))
        #expect(lines.contains { $0.hasPrefix("scalar steps/loss 2:") && $0.contains(" 8:") })
        let rates = epochs.map { String(format: "%.6g", Double(Float($0.learningRate))) }
        #expect(
            lines.contains("scalar learning-rate 3:\(rates[0]) 6:\(rates[1]) 9:\(rates[2])"))
        #expect(lines.contains { $0.hasPrefix("histogram weights/fc.weight 3:") })
        #expect(lines.contains("image 8 8"))
    }
}
