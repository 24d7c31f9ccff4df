import Reports

/// What of a study is done, and what is to be done next.
///
/// Runs that measure results are there from the beginning, but for variants that are tuned: these have
/// trials first, and results with the settings of the best.
public struct StudyProgress: Sendable {
    /// One run.
    public struct Run: Sendable {
        /// What it is a run of, with the settings of its trial.
        public let cell: Study.Cell

        /// Its seed.
        public let seed: UInt64

        /// Whether it is measured on validation examples alone: a trial, or a run that trials start from.
        public let isTrial: Bool

        /// The place of the cell in the study.
        let cellIndex: Int

        /// The folder below that of the study.
        public var folder: String { cell.folder(seed: seed) }

        /// The run that has to be finished before, by its folder; `nil` for none.
        public var prerequisite: String? { cell.prerequisite(seed: seed) }

        /// The recipe, in the study that lies in `folder`.
        public func recipe(in folder: String) -> Recipe {
            var recipe = cell.recipe(seed: seed, in: folder)
            if isTrial { recipe.data.measuredOn = .validation }
            return recipe
        }
    }

    private let study: Study
    private var cells: [CellProgress]
    private var handedOut: Set<String> = []
    private var failures: [Comparison.Failure] = []

    /// The folders of the runs that have a result.
    public private(set) var finished: Set<String> = []

    /// The folders of the runs that have failed.
    public private(set) var failed: Set<String> = []

    /// Begins with nothing done.
    public init(_ study: Study) {
        self.study = study
        cells = study.cells.map { CellProgress($0) }
    }

    /// The number of runs, if no trial fails.
    public var runCount: Int {
        study.cells.reduce(0) { $0 + $1.seeds.count + ($1.tuning?.runCount ?? 0) }
            + baseRuns.count
    }

    /// The runs that can be done by now and were not returned before.
    public mutating func newRuns() -> [Run] {
        let runs = cells.indices.flatMap { index in
            cells[index].openRuns.map { cell, seed, isTrial in
                Run(cell: cell, seed: seed, isTrial: isTrial, cellIndex: index)
            }
        }
        return (baseRuns + runs).filter { handedOut.insert($0.folder).inserted }
    }

    /// Whether the run that `run` starts from is finished, and the one that it is compared with is at its
    /// end.
    public func isReady(_ run: Run) -> Bool {
        (run.prerequisite.map(finished.contains) ?? true)
            && (denseFolder(for: run).map { isAtEnd($0) } ?? true)
    }

    /// The finished dense run that the report of `run` compares with, below the folder of the study; `nil`
    /// for none.
    public func denseRun(for run: Run) -> String? {
        denseFolder(for: run).flatMap { finished.contains($0) ? $0 : nil }
    }

    /// The folder of the dense run with the settings that are chosen, or that of its cell before.
    private func denseFolder(for run: Run) -> String? {
        guard !run.isTrial, let dense = study.denseCell(for: run.cell, seed: run.seed),
            dense.seeds.contains(run.seed), let index = study.cells.firstIndex(of: dense)
        else { return nil }
        return cells[index].hasNoChoice ? nil : cells[index].resultCell.folder(seed: run.seed)
    }

    private func isAtEnd(_ folder: String) -> Bool {
        finished.contains(folder) || failed.contains(folder)
    }

    /// Takes the result of a run.
    public mutating func take(_ outcome: RunOutcome, of run: Run) {
        finished.insert(run.folder)
        cells[run.cellIndex].take(outcome, of: run)
    }

    /// Takes that a run has no result and may have one another time. A cell with such a trial chooses nothing:
    /// another choice would have been made without it.
    public mutating func fail(_ run: Run, reason: String) {
        failed.insert(run.folder)
        cells[run.cellIndex].fail(run)
        failures.append(Comparison.Failure(run: run.folder, reason: reason))
    }

    /// Takes that training has diverged in a run of a trial, which is out by that.
    public mutating func exclude(_ run: Run, reason: String) {
        guard let trial = run.cell.trial, run.isTrial else { return fail(run, reason: reason) }
        failed.insert(run.folder)
        if let failure = cells[run.cellIndex].exclude(trial, reason: reason) {
            failures.append(failure)
        }
    }

    /// The runs that only trials of other variants start from.
    private var baseRuns: [Run] {
        study.cells.flatMap { cell -> [Run] in
            guard let tuning = cell.tuning, let base = cell.base,
                let index = study.cells.firstIndex(where: { $0.folder == base })
            else { return [] }
            return tuning.seeds.filter { !study.cells[index].seeds.contains($0) }.map { seed in
                Run(cell: study.cells[index], seed: seed, isTrial: true, cellIndex: index)
            }
        }.uniqued
    }

    /// All results.
    ///
    /// - Parameter name: The name of the study.
    /// - Returns: The results, and the failures.
    public func comparison(name: String) -> Comparison {
        let rows = cells.map { progress in
            let dense = study.denseCell(for: progress.cell).flatMap(study.cells.firstIndex)
            return Comparison.Row(
                progress.resultCell, outcomes: progress.results,
                dense: dense.map { cells[$0].results } ?? [], tuning: progress.tuningRecord)
        }
        return Comparison(
            study: name, rows: rows, failures: failures, data: dataTexts, groups: study.groups)
    }

    /// What the networks have learnt from, each once. Runs without training read less of it.
    private var dataTexts: [String] {
        let summaries = cells.flatMap(\.results).map(\.summary)
        let trained = summaries.filter { $0.data?.trainingCount != nil }
        let texts = (trained.isEmpty ? summaries : trained).compactMap { summary in
            summary.data.map { data in
                let text = data.text(exampleName: summary.exampleName ?? "image")
                return summary.dataset == data.kind ? text : "\(summary.dataset), \(text)"
            }
        }
        return texts.enumerated().filter { texts.firstIndex(of: $1) == $0 }.map(\.element)
    }
}

extension [StudyProgress.Run] {
    /// The runs without those whose folder is there before.
    fileprivate var uniqued: [StudyProgress.Run] {
        var folders: Set<String> = []
        return filter { folders.insert($0.folder).inserted }
    }
}

/// What of a cell is done.
private struct CellProgress: Sendable {
    let cell: Study.Cell
    private var trials: [[UInt64: RunOutcome]]
    private var reasons: [Int: String] = [:]
    private var outcomes: [RunOutcome] = []

    /// Whether a trial has failed, or all have diverged.
    private(set) var hasNoChoice = false

    init(_ cell: Study.Cell) {
        self.cell = cell
        trials = (cell.tuning?.trials ?? []).map { _ in [:] }
    }

    /// The cell with the settings that were chosen, as far as they are.
    var resultCell: Study.Cell { chosen.map(cell.withSettings) ?? cell }

    /// The outcomes that count, by their seeds.
    var results: [RunOutcome] { outcomes.sorted { $0.summary.seed < $1.summary.seed } }

    private var step: Tuning.Step? {
        hasNoChoice ? .failure : cell.tuning?.step(after: scores)
    }

    private var chosen: Int? {
        guard case .choice(let trial)? = step else { return nil }
        return trial
    }

    /// The scores of trials, more being better.
    private var scores: [[UInt64: Double]] {
        trials.enumerated().map { index, outcomes in
            var scores = outcomes.mapValues { outcome in
                let score = outcome.summary.score
                let goodness = outcome.summary.metric.isBetterLarger ? score : -score
                return goodness.isNaN ? -.infinity : goodness
            }
            if reasons[index] != nil, let seed = cell.tuning?.seeds.first {
                scores[seed] = -.infinity
            }
            return scores
        }
    }

    /// The runs that can be done by now, finished or not.
    var openRuns: [(cell: Study.Cell, seed: UInt64, isTrial: Bool)] {
        switch step {
        case nil: cell.seeds.map { (cell, $0, false) }
        case .runs(let runs)?: runs.map { (cell.withSettings(ofTrial: $0.trial), $0.seed, true) }
        case .choice?: cell.seeds.map { (resultCell, $0, false) }
        case .failure?: []
        }
    }

    mutating func take(_ outcome: RunOutcome, of run: StudyProgress.Run) {
        guard run.isTrial else { return outcomes.append(outcome) }
        guard let trial = run.cell.trial else { return }
        trials[trial][run.seed] = outcome
    }

    mutating func fail(_ run: StudyProgress.Run) {
        if run.isTrial, run.cell.trial != nil { hasNoChoice = true }
    }

    /// Takes that a trial is out; returns what is to be told where it was the last one.
    mutating func exclude(_ trial: Int, reason: String) -> Comparison.Failure? {
        reasons[trial] = reasons[trial] ?? reason
        guard step == .failure, !hasNoChoice else { return nil }
        hasNoChoice = true
        return Comparison.Failure(
            run: cell.folder, reason: "no trial has a result; the last one: \(reason)")
    }

    /// The trials as they are written down; `nil` where there are none.
    var tuningRecord: TuningRecord? {
        guard let tuning = cell.tuning else { return nil }
        return TuningRecord(
            chosen: chosen,
            trials: zip(tuning.trials, trials).enumerated().map { index, trial in
                let (trial, outcomes) = trial
                let ordered = tuning.seeds.compactMap { outcomes[$0]?.summary }
                return TuningRecord.Trial(
                    settings: trial.settings, seeds: ordered.map(\.seed),
                    scores: ordered.map(\.score), failure: reasons[index])
            })
    }
}
