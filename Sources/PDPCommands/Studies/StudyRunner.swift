import Experiments
import FileCommands
import Files
import Foundation
import Reports

/// Does the runs of a study, each in a process of its own.
final class StudyRunner {
    /// One run.
    private struct Job {
        let cellIndex: Int
        let name: String
        let folder: RunFolder
        let recipe: Recipe
        let prerequisite: String?
        /// The dense run that the report compares with.
        let denseRun: String?
    }

    /// What of a recipe decides which files its run reads.
    private struct DataNeed: Equatable {
        let recipe: DataRecipe
        let isTrained: Bool
        let batchNormBatches: Int?

        init(_ recipe: Recipe) {
            self.recipe = recipe.data
            isTrained = recipe.epochs > 0
            batchNormBatches = recipe.pruning?.batchNormBatches
        }
    }

    private let study: Study
    private let folder: String
    private let jobCount: Int
    private let arguments: [String]
    private let dataFolder: String?
    private let children = ChildGroup()
    private var outcomes: [[RunOutcome]]
    private var failures: [Comparison.Failure] = []
    private var running: [pid_t: Job] = [:]
    private var runCount = 0
    private var doneCount = 0
    private var finished: Set<String> = []
    private var failed: Set<String> = []

    /// Prepares the runs of `study` on the data in `dataFolder` below `folder`, `jobCount` at a time,
    /// with `arguments` for each.
    init(
        _ study: Study, dataFolder: String?, folder: String, jobCount: Int, arguments: [String]
    ) {
        self.dataFolder = dataFolder
        self.study = study
        self.folder = folder
        self.jobCount = jobCount
        self.arguments = arguments
        outcomes = study.cells.map { _ in [] }
    }

    /// Does the runs that have not been finished before.
    ///
    /// - Parameter name: The name of the study.
    /// - Returns: The results of all runs, and the failures.
    /// - Throws: ``Failure`` if it was interrupted, and the same call goes on; `RunError` if runs
    ///   were made with other data.
    func run(name: String) throws -> Comparison {
        let interruption = Interruption { [children] in children.interrupt() }
        var pending = try openJobs()
        while true {
            while running.count < jobCount, let index = pending.firstIndex(where: isReady),
                start(pending[index])
            {
                pending.remove(at: index)
            }
            guard !running.isEmpty, let end = children.waitForAny() else { break }
            if let job = running.removeValue(forKey: end.id) { finish(job, end) }
        }
        if interruption.isRequested {
            throw Failure(
                .interrupted, "interrupted; the study in '\(folder)' can be resumed",
                hint: "run the same command again")
        }
        for job in pending { fail(job, "it starts from a run that failed") }
        let ordered = outcomes.map { $0.sorted { $0.summary.seed < $1.summary.seed } }
        let rows = zip(study.cells, ordered).map { cell, outcomes in
            let dense = study.denseCell(for: cell).flatMap(study.cells.firstIndex)
            return Comparison.Row(cell, outcomes: outcomes, dense: dense.map { ordered[$0] } ?? [])
        }
        return Comparison(
            study: name, rows: rows, failures: failures, data: dataTexts, groups: study.groups)
    }

    /// What the networks have learnt from, each once. Runs without training read less of it.
    private var dataTexts: [String] {
        let summaries = outcomes.joined().map(\.summary)
        let trained = summaries.filter { $0.data?.trainingCount != nil }
        let texts = (trained.isEmpty ? summaries : trained).compactMap { summary in
            summary.data.map { data in
                let text = data.text(exampleName: summary.exampleName ?? "image")
                return summary.dataset == data.kind ? text : "\(summary.dataset), \(text)"
            }
        }
        return texts.enumerated().filter { texts.firstIndex(of: $1) == $0 }.map(\.element)
    }

    /// The runs that are not finished; takes the results of the others.
    private func openJobs() throws -> [Job] {
        let jobs = study.cells.enumerated().flatMap { index, cell in
            cell.seeds.map { seed in
                let name = cell.folder(seed: seed)
                return Job(
                    cellIndex: index, name: name, folder: RunFolder(path: "\(folder)/\(name)"),
                    recipe: cell.recipe(seed: seed, in: folder),
                    prerequisite: cell.prerequisite(seed: seed),
                    denseRun: study.denseRun(for: cell, seed: seed))
            }
        }
        runCount = jobs.count
        try checkData(of: jobs)
        return jobs.filter { job in
            do {
                guard let outcome = try job.folder.outcome(of: job.recipe) else { return true }
                take(outcome, of: job)
                let isKnown = outcome.summary.dataIdentity != nil
                report(job, "finished before" + (isKnown ? "" : ", with data that are not known"))
            } catch {
                fail(job, Failure(error)?.message ?? "\(error)")
            }
            return false
        }
    }

    /// Refuses data that are not there, and to go on with a study whose runs were made with others,
    /// before any run starts.
    private func checkData(of jobs: [Job]) throws {
        var known: [(need: DataNeed, data: DataIdentity)] = []
        for job in jobs {
            let need = DataNeed(job.recipe)
            var data = known.first { $0.need == need }?.data
            if data == nil {
                let found = try DataSources.identity(for: job.recipe, folder: dataFolder)
                known.append((need, found))
                data = found
            }
            if job.folder.isInUse { try job.folder.checkData(data) }
        }
    }

    /// Whether the run that the job starts from is finished, and the one that it is compared with is
    /// at its end.
    private func isReady(_ job: Job) -> Bool {
        (job.prerequisite.map(finished.contains) ?? true)
            && (job.denseRun.map(finished.union(failed).contains) ?? true)
    }

    private func take(_ outcome: RunOutcome, of job: Job) {
        outcomes[job.cellIndex].append(outcome)
        finished.insert(job.name)
    }

    /// Starts a run, or goes on with it; `false` if no more are to be started.
    private func start(_ job: Job) -> Bool {
        do {
            try job.folder.prepare(for: job.recipe)
            let prune = ["prune", job.folder.recipe, "--out", job.folder.path, "--resume"]
            let dense = job.denseRun.flatMap { finished.contains($0) ? "\(folder)/\($0)" : nil }
            let all = prune + arguments + (dense.map { ["--dense", $0] } ?? [])
            guard let child = try children.start(arguments: all, output: .file(job.folder.log))
            else {
                return false
            }
            running[child.id] = job
        } catch {
            fail(job, Failure(error)?.message ?? "\(error)")
        }
        return true
    }

    private func finish(_ job: Job, _ end: ChildProcess.End) {
        do {
            try job.folder.record(peakMemoryBytes: end.peakMemoryBytes)
            if end.status == 0, let outcome = try job.folder.outcome(of: job.recipe) {
                take(outcome, of: job)
                let summary = outcome.summary
                let time = NumberText.duration(seconds: summary.seconds)
                let score = summary.metric.text(summary.score)
                report(job, "\(summary.metric.title) \(score), \(time)")
            } else if !children.isInterrupted {
                fail(job, job.folder.lastError ?? end.reason)
            }
        } catch {
            fail(job, Failure(error)?.message ?? "\(error)")
        }
    }

    private func fail(_ job: Job, _ reason: String) {
        failures.append(Comparison.Failure(run: job.name, reason: reason))
        failed.insert(job.name)
        report(job, "failed: \(reason)")
    }

    private func report(_ job: Job, _ text: String) {
        doneCount += 1
        Console.write("[\(doneCount)/\(runCount)] \(job.name): \(text)")
    }
}

extension RunFolder {
    /// What the processes of the run have written.
    fileprivate var log: String { path + "/log.txt" }

    /// The last error line of the run.
    fileprivate var lastError: String? {
        guard let bytes = try? readFile(at: log) else { return nil }
        return PDPCommands.lastError(in: String(decoding: bytes, as: UTF8.self))
    }
}

extension ChildProcess.End {
    /// How the process ended, where it has not said so.
    fileprivate var reason: String {
        if let signal { return "ended by signal \(signal)" }
        return "ended with exit status \(status ?? 0) and without a result"
    }
}
