import Experiments
import Reports
import TestSupport
import Testing

@Suite struct TuningTests {
    private static let yaml = """
        recipe: {epochs: 2, pruning: {}}
        seeds: [0, 1]
        sparsities: [0.5, 0.9]
        tune:
          trials: 6
          search: halving
          ranges:
            optimizer.learningRate: {from: 0.001, to: 1, scale: log}
        variants:
        - {name: pdp}
        - {name: centred, set: {pruning.method: pdp-centred}, tune: {pruning.options.relative-temperature: [0.1, 0.3]}}
        - {name: plain, tune: null}
        - {name: whole, tune: {optimizer.learningRate: null, epochs: {from: 2, to: 4, scale: whole}}}
        """

    @Test func givesEveryVariantItsTrials() throws {
        let study = try study(Self.yaml)
        #expect(study.cells.map { $0.tuning?.trials.count } == [6, 6, 6, 6, nil, nil, 3, 3])
        let pdp = try #require(study.cells[0].tuning)
        let centred = try #require(study.cells[2].tuning)
        #expect(pdp.seeds == [1000, 1001, 1002, 1003])
        #expect(
            pdp.trials.map(\.settings.first) == centred.trials.map(\.settings.first),
            "what two variants share has the same values")
        let rates = pdp.trials.map(\.recipe.optimizer.learningRate)
        #expect(rates.allSatisfy { (0.001...1).contains($0) } && Set(rates).count == 6)
        let keys = ["optimizer.learningRate", "pruning.options.relative-temperature"]
        #expect(centred.trials.allSatisfy { $0.settings.map(\.key) == keys })
        #expect(
            Set(centred.trials.map { $0.recipe.pruning?.options["relative-temperature"] }) == [
                0.1, 0.3,
            ])
        // Three whole numbers cannot be tried more than three times.
        #expect(try Set(#require(study.cells[6].tuning).trials.map(\.recipe.epochs)) == [2, 3, 4])
        #expect(study.cells[1].withSettings(ofTrial: 4).folder == "pdp/0.9/trial-5")
        #expect(study.cells[1].withSettings(ofTrial: 4).recipe.pruning?.sparsity == 0.9)
    }

    /// Six trials in six equal parts of the range would be one in each; the sequence leaves at most one empty.
    @Test(arguments: 0..<8) func spreadsTrialsEvenlyAndKeepsThemWhenThereAreMore(seed: Int) throws {
        func rates(_ count: Int) throws -> [Double] {
            let yaml = """
                {recipe: {}, tune: {trials: \(count), seed: \(seed), ranges: {optimizer.learningRate: {from: 0, to: 1}}},
                variants: [{name: a}], seeds: [0]}
                """
            let tuning = try #require(try study(yaml).cells[0].tuning)
            return try tuning.trials.map { try #require(Double($0.settings[0].value)) }
        }
        let few = try rates(12)
        #expect(Set(few.map { Int($0 * 6) }).count >= 5)
        #expect(try Array(rates(40).prefix(12)) == few)
    }

    @Test func halvesTrialsAndDoublesSeeds() throws {
        let tuning = try #require(try study(Self.yaml).cells[0].tuning)
        #expect(tuning.runCount == 6 + 3 + 4)
        var scores: [[UInt64: Double]] = .init(repeating: [:], count: 6)
        var rounds: [[Int]] = []
        var runCount = 0
        while case .runs(let runs) = tuning.step(after: scores) {
            rounds.append(Array(Set(runs.map(\.trial))).sorted())
            runCount += runs.count
            for run in runs { scores[run.trial][run.seed] = -abs(Double(run.trial) - 3.4) }
        }
        #expect(rounds == [[0, 1, 2, 3, 4, 5], [2, 3, 4], [3, 4]])
        #expect(runCount == tuning.runCount)
        #expect(tuning.step(after: scores) == .choice(3))
    }

    @Test func leavesFailedTrialsOut() throws {
        let tuning = try #require(try study(Self.yaml).cells[0].tuning)
        var scores: [[UInt64: Double]] = (0..<6).map { [1000: $0 < 5 ? -.infinity : 0.1] }
        while case .runs(let runs) = tuning.step(after: scores) {
            #expect(runs.allSatisfy { $0.trial == 5 })
            for run in runs { scores[run.trial][run.seed] = 0.1 }
        }
        #expect(tuning.step(after: scores) == .choice(5))
        scores[5][1001] = -.infinity
        #expect(tuning.step(after: scores) == .failure)
    }

    @Test func ofEqualTrialsTheFirstIsTaken() throws {
        let tuning = try #require(
            try study(
                """
                {recipe: {}, variants: [{name: a}], seeds: [0],
                tune: {trials: 3, seeds: [5, 6], ranges: {optimizer.learningRate: [0.1, 0.2, 0.3]}}}
                """
            ).cells[0].tuning)
        #expect(tuning.search == .random && tuning.runCount == 6)
        let scores: [[UInt64: Double]] = [[5: 1, 6: 2], [5: 2, 6: 1], [5: 1.5, 6: 1.25]]
        #expect(tuning.step(after: scores) == .choice(0))
    }

    @Test func triesFirstAndMeasuresTheBestWithOtherSeeds() throws {
        let study = try study(
            """
            recipe: {pruning: {sparsity: 0.5}}
            tune: {trials: 2, ranges: {optimizer.learningRate: [0.1, 0.2]}}
            seeds: [3]
            variants: [{name: dense, set: {pruning: null}}, {name: pdp}, {name: cut, from: dense}]
            """)
        var progress = StudyProgress(study)
        #expect(progress.runCount == 1 + 3 + 3 + 1)
        let first = progress.newRuns()
        let folders = [
            "dense/0.0/seed-1000", "dense/0.0/seed-3", "pdp/0.5/trial-1/seed-1000",
            "pdp/0.5/trial-2/seed-1000", "cut/0.5/trial-1/seed-1000", "cut/0.5/trial-2/seed-1000",
        ]
        #expect(first.map(\.folder) == folders)
        #expect(first.map(\.isTrial) == [true, false, true, true, true, true])
        #expect(
            first.map { $0.recipe(in: "").data.measuredOn }
                == first.map {
                    $0.isTrial ? .validation : .test
                })
        #expect(first[4].prerequisite == "dense/0.0/seed-1000")
        #expect(progress.denseRun(for: first[2]) == nil)
        for (run, accuracy) in zip(first, [0.5, 0.5, 0.25, 0.75]) {
            progress.take(outcome(run, accuracy), of: run)
        }
        let next = progress.newRuns()
        #expect(next.map(\.folder) == ["pdp/0.5/trial-2/seed-3"] && !next[0].isTrial)
        #expect(
            next[0].recipe(in: "").optimizer.learningRate
                == first[3].recipe(in: "").optimizer.learningRate)
        #expect(progress.isReady(next[0]) && progress.denseRun(for: next[0]) == "dense/0.0/seed-3")
        progress.take(outcome(next[0], 0.625), of: next[0])
        for run in first[4...] { progress.exclude(run, reason: "diverged") }
        #expect(progress.newRuns().isEmpty)
        let comparison = progress.comparison(name: "s")
        #expect(
            comparison.failures == [
                .init(run: "cut/0.5", reason: "no trial has a result; the last one: diverged")
            ])
        let row = comparison.rows[1]
        #expect(row.scores == [0.625] && row.folder == "pdp/0.5/trial-2")
        #expect(row.tuning?.chosen == 1 && row.tuning?.trials.map(\.scores) == [[0.25], [0.75]])
        #expect(comparison.rows[2].tuning?.chosen == nil && comparison.rows[2].scores.isEmpty)
        #expect(
            row.tuning?.settingsText
                == "learningRate \(row.tuning?.trials[1].settings[0].value ?? "")")
        #expect(
            comparison.table.rows.map { $0.suffix(1).joined() } == [
                "–", "best of 2: 75.00 %, worst 25.00 %", "2, none chosen",
            ])
        #expect(comparison.trialsCSV.split(separator: "\n").count == 5)
        let charts = comparison.trialCharts
        #expect(charts.map(\.name) == ["trials-learningRate-0.5"])
        #expect(charts[0].chart.series.map(\.points.count) == [2, 0])
        #expect(comparison.page().html().contains("Accuracy over learningRate, 50.00 % zeros"))
    }

    /// Another trial would be chosen without the one that failed, and the test examples be measured for it.
    @Test func choosesNothingWhereATrialHasFailed() throws {
        var progress = StudyProgress(
            try study(
                """
                recipe: {pruning: {sparsity: 0.5}}
                tune: {trials: 2, ranges: {optimizer.learningRate: [0.1, 0.2]}}
                variants: [{name: pdp}]
                """))
        let trials = progress.newRuns()
        progress.take(outcome(trials[0], 0.5), of: trials[0])
        progress.fail(trials[1], reason: "ended by signal 9")
        #expect(progress.newRuns().isEmpty)
        let comparison = progress.comparison(name: "s")
        #expect(
            comparison.failures == [
                .init(run: "pdp/0.5/trial-2/seed-1000", reason: "ended by signal 9")
            ])
        #expect(comparison.rows[0].tuning?.chosen == nil && comparison.rows[0].scores.isEmpty)
    }

    /// A range between three digits, and one whose ends they would leave.
    @Test(arguments: ["{from: 0.10049, to: 0.10051}", "{from: 0.999, to: 0.9999, scale: log}"])
    func valuesStayInTheirRange(range: String) throws {
        let yaml =
            "{recipe: {}, tune: {ranges: {optimizer.learningRate: \(range)}}, variants: [{name: a}]}"
        let tuning = try #require(try study(yaml).cells[0].tuning)
        let bounds = range.contains("0.999") ? 0.999...0.9999 : 0.10049...0.10051
        let rates = tuning.trials.map(\.recipe.optimizer.learningRate)
        #expect(Set(rates).count == 8 && rates.allSatisfy(bounds.contains))
    }

    @Test func aDenseVariantHasNoRangesOfThePruning() throws {
        let study = try study(
            """
            recipe: {pruning: {}}
            tune: {trials: 2, ranges: {pruning.options.relative-temperature: [0.1, 0.2]}}
            variants: [{name: dense, set: {pruning: null}}, {name: pdp}]
            """)
        #expect(study.cells.map { $0.tuning?.trials.count } == [nil, 2])
    }

    @Test func theTableShowsTheTrialThatWasChosen() throws {
        var progress = StudyProgress(
            try study(
                """
                {recipe: {pruning: {sparsity: 0.5}}, variants: [{name: pdp}],
                tune: {trials: 3, search: halving, ranges: {optimizer.learningRate: [0.1, 0.2, 0.3]}}}
                """))
        for run in progress.newRuns() {
            progress.take(outcome(run, run.cell.trial == 2 ? 0.25 : 0.75), of: run)
        }
        // In the second round the first trial falls behind.
        for run in progress.newRuns() {
            progress.take(outcome(run, run.cell.trial == 0 ? 0 : 0.5), of: run)
        }
        let row = progress.comparison(name: "s").table.rows[0]
        #expect(row.last == "best of 3: 62.50 %, worst 25.00 %")
    }

    @Test func isComparedWithTheDenseNetworkThatWasTuned() throws {
        var progress = StudyProgress(
            try study(
                """
                recipe: {pruning: {sparsity: 0.5}}
                tune: {trials: 2, ranges: {optimizer.learningRate: [0.1, 0.2]}}
                variants: [{name: dense, set: {pruning: null}}, {name: pdp}]
                """))
        let trials = progress.newRuns()
        for run in trials.suffix(2) { progress.take(outcome(run, 0.5), of: run) }
        let pdp = try #require(progress.newRuns().first)
        #expect(pdp.folder == "pdp/0.5/trial-1/seed-0")
        #expect(!progress.isReady(pdp), "the dense network is not tuned yet")
        for (run, accuracy) in zip(trials, [0.25, 0.5]) {
            progress.take(outcome(run, accuracy), of: run)
        }
        let dense = try #require(progress.newRuns().first)
        #expect(dense.folder == "dense/0.0/trial-2/seed-0" && progress.isReady(dense))
        #expect(!progress.isReady(pdp))
        progress.take(outcome(dense, 0.75), of: dense)
        #expect(progress.isReady(pdp) && progress.denseRun(for: pdp) == dense.folder)
        progress.take(outcome(pdp, 0.5), of: pdp)
        #expect(progress.comparison(name: "s").rows[1].differences == [-0.25])
    }

    private func outcome(_ run: StudyProgress.Run, _ accuracy: Double) -> RunOutcome {
        RunOutcome(
            summary: RunSummary(
                network: "n", dataset: "d", method: "m", pattern: "p", targetSparsity: 0.5,
                sparsity: 0.5, sparsityOfAllParameters: 0.5, metrics: [.accuracy],
                results: ["accuracy": accuracy, "loss": 1], epochs: 1, seed: run.seed,
                parameters: 1, nonzeroParameters: 1, seconds: 2, trainingSeconds: 1, device: "cpu",
                version: "0"), peakMemoryBytes: nil)
    }

    @Test(arguments: [
        (
            "tune: 3", "variants: [{name: a}]",
            "'tune' is 3 in s.yaml, line 2; it must be a mapping"
        ),
        (
            "tune: {trials: 1}", "variants: [{name: a}]",
            "'tune.trials' is 1 in s.yaml, line 2; it must be a whole number from 2 to 10000"
        ),
        (
            "tune: {search: grid}", "variants: [{name: a}]",
            "'tune.search' is 'grid' in s.yaml, line 2; it must be one of random, halving"
        ),
        (
            "tune: {search: halving, seeds: [7]}", "variants: [{name: a}]",
            "'tune.seeds' is a list in s.yaml, line 2; "
                + "it must be 4 seeds or more for 8 trials and halving"
        ),
        (
            "tune: {range: {}}", "variants: [{name: a}]",
            "unknown key 'tune.range' in s.yaml, line 2; did you mean 'tune.ranges'?"
        ),
        (
            "tune: {ranges: {batchSize: 3}}", "variants: [{name: a}]",
            "'tune.ranges.batchSize' is 3 in s.yaml, line 2; "
                + "it must be a list of values, or a mapping of 'from', 'to' and 'scale'"
        ),
        (
            "tune: {ranges: {batchSize: [3]}}", "variants: [{name: a}]",
            "'tune.ranges.batchSize' is a list in s.yaml, line 2; "
                + "it must be two values or more, each of them once and none a list"
        ),
        (
            "tune: {ranges: {optimizer.learningRate: [0.1, 0.2, 1e-1]}}", "variants: [{name: a}]",
            "'tune.ranges.optimizer.learningRate' is a list in s.yaml, line 2; "
                + "it must be two values or more, each of them once and none a list"
        ),
        (
            "tune: {trials: 3}", "variants: [{name: a}]",
            "'tune' is a mapping in s.yaml, line 2; "
                + "it must be a mapping with 'ranges' that a variant is tuned by"
        ),
        (
            "tune: {ranges: {batchSize: [8, 16]}}", "variants: [{name: a, tune: {epochs: null}}]",
            "'variants[0].tune.epochs' is 'null' in s.yaml, line 3; "
                + "it must be one of the settings in 'tune.ranges' where it is null"
        ),
        (
            "tune: {ranges: {batchSize: [8, 16]}}",
            "variants: [{name: a, set: {data.measuredOn: validation}}]",
            "'data.measuredOn' is 'validation' in variant 'a' of s.yaml; it must be test where "
                + "'tune' is given: only trials are measured on validation examples"
        ),
        (
            "tune: {ranges: {batchSize: {from: 1}}}", "variants: [{name: a}]",
            "'tune.ranges.batchSize.to' is missing in s.yaml, line 2; it must be a number"
        ),
        (
            "tune: {ranges: {optimizer.learningRate: {from: 0, to: 1, scale: log}}}",
            "variants: [{name: a}]",
            "'tune.ranges.optimizer.learningRate.from' is 0 in s.yaml, line 2; "
                + "it must be a number above 0"
        ),
        (
            "tune: {ranges: {batchSize: {from: 2, to: 2, scale: whole}}}", "variants: [{name: a}]",
            "'tune.ranges.batchSize.to' is 2 in s.yaml, line 2; it must be above 'from', 2.0"
        ),
        (
            "tune: {ranges: {seed: [1, 2]}}", "variants: [{name: a}]",
            "'tune.ranges.seed' is a list in s.yaml, line 2; "
                + "it must be left out; it is no setting that methods differ in"
        ),
        (
            "tune: {ranges: {epoch: [1, 2]}}", "variants: [{name: a}]",
            "unknown key 'epoch' in trial 1 of variant 'a' of s.yaml; did you mean 'epochs'?"
        ),
        (
            "tune: {ranges: {pruning.sparsity: [0.5, 0.9]}}", "variants: [{name: a}]",
            "'tune.ranges.pruning.sparsity' is a list in s.yaml, line 2; "
                + "it must be left out; it is no setting that methods differ in"
        ),
        (
            "tune: {ranges: {data.kind: [glyphs, idx]}}", "variants: [{name: a}]",
            "'tune.ranges.data.kind' is a list in s.yaml, line 2; "
                + "it must be left out; it is no setting that methods differ in"
        ),
        (
            "tune: {seeds: [0], ranges: {batchSize: [8, 16]}}", "variants: [{name: a}]",
            "'seeds' is 0, which is a seed of trials in s.yaml, line 3; it must be others than "
                + "those of 'tune.seeds', [0]"
        ),
        (
            "validation: 0\ntune: {}", "variants: [{name: a}]",
            "'validation' is 0 in s.yaml, line 2; it must be above 0 where 'tune' is given"
        ),
        (
            "tune: {ranges: {batchSize: [8, 16]}}",
            "variants: [{name: a, set: {data.validation: 0}}]",
            "'data.validation' is 0 in variant 'a' of s.yaml; "
                + "it must be above 0 where 'tune' is given"
        ),
        (
            "tune: {ranges: {batchSize: [8, 16]}}",
            "variants: [{name: a, tune: {batchSize: [4, 8]}}, {name: b, from: a}]",
            "'variants[0].tune' is a mapping in s.yaml, line 3; "
                + "it must be left out for a variant that others start from"
        ),
        (
            "validation: 0.1", "variants: [{name: a, tune: {batchSize: [4, 8]}}]",
            "'variants[0].tune' is a mapping in s.yaml, line 3; "
                + "it must be left out where the study has no 'tune'"
        ),
    ])
    func saysWhatIsWrong(tune: String, variants: String, text: String) {
        // Only a dense variant can be one that others start from.
        let recipe = variants.contains("from") ? "recipe: {}" : "recipe: {pruning: {}}"
        #expect(message { _ = try study("\(recipe)\n\(tune)\n\(variants)") } == text)
    }

    private func study(_ yaml: String) throws -> Study {
        try Study(yaml: yaml, file: "s.yaml", folder: "/nowhere")
    }
}
