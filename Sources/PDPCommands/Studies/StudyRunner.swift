import Experiments
import FileCommands
import Files
import Foundation
import Reports

/// Does the runs of a study, each in a process of its own.
final class StudyRunner {
    /// One run, with what it needs.
    private struct Job {
        let run: StudyProgress.Run
        let folder: RunFolder
        let recipe: Recipe
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

    private let folder: String
    private let jobCount: Int
    private let arguments: [String]
    private let dataFolder: String?
    private let children = ChildGroup()
    private var progress: StudyProgress
    private var pending: [Job] = []
    private var running: [pid_t: Job] = [:]
    private var knownData: [(need: DataNeed, data: DataIdentity)] = []
    private var doneCount = 0

    /// Prepares the runs of `study` on the data in `dataFolder` below `folder`, `jobCount` at a time,
    /// with `arguments` for each.
    init(
        _ study: Study, dataFolder: String?, folder: String, jobCount: Int, arguments: [String]
    ) {
        self.dataFolder = dataFolder
        self.folder = folder
        self.jobCount = jobCount
        self.arguments = arguments
        progress = StudyProgress(study)
    }

    /// Does the runs that have not been finished before.
    ///
    /// - Parameter name: The name of the study.
    /// - Returns: The results of all runs, and the failures.
    /// - Throws: ``Failure`` if it was interrupted, and the same call goes on; `RunError` if runs
    ///   were made with other data, or with another recipe.
    func run(name: String) throws -> Comparison {
        do {
            return try runAll(name: name)
        } catch {
            children.interrupt()
            while children.waitForAny() != nil {}
            throw error
        }
    }

    private func runAll(name: String) throws -> Comparison {
        let interruption = Interruption { [children] in children.interrupt() }
        while true {
            try takeUpNewRuns()
            while running.count < jobCount,
                let index = pending.firstIndex(where: { progress.isReady($0.run) }),
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
        for job in pending { fail(job, "it waits for a run that has no result") }
        return progress.comparison(name: name)
    }

    /// Takes the results of runs that are finished, and notes the others, until there are no new ones.
    private func takeUpNewRuns() throws {
        while true {
            failDependents()
            let jobs = progress.newRuns().map { run in
                Job(
                    run: run, folder: RunFolder(path: "\(folder)/\(run.folder)"),
                    recipe: run.recipe(in: folder))
            }
            guard !jobs.isEmpty else { return }
            try checkData(of: jobs)
            for job in jobs where try !takeResult(of: job) { pending.append(job) }
        }
    }

    /// Whether the run was finished before, well or not.
    private func takeResult(of job: Job) throws -> Bool {
        do {
            guard let outcome = try job.folder.outcome(of: job.recipe) else {
                guard job.run.isTrial, let reason = job.folder.divergence else { return false }
                exclude(job, reason)
                return true
            }
            progress.take(outcome, of: job.run)
            let isKnown = outcome.summary.dataIdentity != nil
            report(job, "finished before" + (isKnown ? "" : ", with data that are not known"))
        } catch let error as RunError where error.isOfAnotherRecipe {
            throw error
        } catch {
            fail(job, Failure(error)?.message ?? "\(error)")
        }
        return true
    }

    /// Gives up the runs that start from one that has failed.
    private func failDependents() {
        while let index = pending.firstIndex(where: { job in
            job.run.prerequisite.map(progress.failed.contains) ?? false
        }) {
            fail(pending.remove(at: index), "it starts from a run that failed")
        }
    }

    /// Refuses data that are not there, and to go on with a study whose runs were made with others,
    /// before any of `jobs` starts.
    private func checkData(of jobs: [Job]) throws {
        for job in jobs {
            let need = DataNeed(job.recipe)
            var data = knownData.first { $0.need == need }?.data
            if data == nil {
                let found = try DataSources.identity(for: job.recipe, folder: dataFolder)
                knownData.append((need, found))
                data = found
            }
            if job.folder.isInUse { try job.folder.checkData(data) }
        }
    }

    /// Starts a run, or goes on with it; `false` if no more are to be started.
    private func start(_ job: Job) -> Bool {
        do {
            try job.folder.prepare(for: job.recipe)
            let prune = ["prune", job.folder.recipe, "--out", job.folder.path, "--resume"]
            let dense = progress.denseRun(for: job.run).map { ["--dense", "\(folder)/\($0)"] }
            let all = prune + arguments + (dense ?? [])
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
                progress.take(outcome, of: job.run)
                let summary = outcome.summary
                let time = NumberText.duration(seconds: summary.seconds)
                let score = summary.metric.text(summary.score)
                report(job, "\(summary.metric.title) \(score), \(time)")
            } else if job.run.isTrial, let reason = job.folder.divergence {
                exclude(job, reason)
            } else if !children.isInterrupted {
                fail(job, job.folder.lastError ?? end.reason)
            }
        } catch {
            fail(job, Failure(error)?.message ?? "\(error)")
        }
    }

    private func fail(_ job: Job, _ reason: String) {
        progress.fail(job.run, reason: reason)
        report(job, "failed: \(reason)")
    }

    private func exclude(_ job: Job, _ reason: String) {
        progress.exclude(job.run, reason: reason)
        report(job, "out: \(reason)")
    }

    private func report(_ job: Job, _ text: String) {
        doneCount += 1
        Console.write("[\(doneCount)/\(progress.runCount)] \(job.run.folder): \(text)")
    }
}

extension RunError {
    /// Whether a folder holds a run of another recipe.
    fileprivate var isOfAnotherRecipe: Bool {
        if case .differentRecipe = self { true } else { false }
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
