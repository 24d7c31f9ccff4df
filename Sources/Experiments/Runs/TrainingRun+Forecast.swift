import Layers
import Tensors
import Training

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What a run takes on this machine, from steps that were measured.
public struct RunForecast: Encodable, Equatable, Sendable {
    /// The time of a training step in seconds: the median of those that were made.
    public let stepSeconds: Double

    /// The steps of the whole run.
    public let stepCount: Int

    /// The time of all training steps in seconds.
    public let trainingSeconds: Double

    /// The time of all evaluations in seconds.
    public let evaluationSeconds: Double

    /// The largest memory of the process so far, in bytes.
    public let peakMemoryBytes: Int

    /// The time of both in seconds, without reading data and writing files.
    public let seconds: Double
}

extension TrainingRun {
    /// Trains for some steps in the middle of the run, and foretells what all of it takes. Nothing is
    /// written; the network is not as it was before.
    ///
    /// - Parameter seconds: How long is measured, three steps at least where an epoch has them.
    /// - Returns: The forecast; `nil` where nothing is trained.
    /// - Throws: As training does.
    public func forecast(seconds: Double = 5) throws -> RunForecast? {
        guard recipe.epochs > 0 else { return nil }
        let stepSeconds = try secondsOfStep(seconds)
        let stepCount = trainer.stepsPerEpoch * recipe.epochs
        // After every epoch, with soft and hard masks; at the end on what the result is measured on.
        let passes = trainer.pruner == nil ? 1.0 : 2.0
        let validationSeconds = try secondsOfEvaluation(on: validation, seconds / 4)
        let testSeconds = try secondsOfEvaluation(on: test, seconds / 4)
        let evaluationSeconds =
            passes * (Double(recipe.epochs) * validationSeconds + testSeconds)
        return RunForecast(
            stepSeconds: stepSeconds, stepCount: stepCount,
            trainingSeconds: stepSeconds * Double(stepCount), evaluationSeconds: evaluationSeconds,
            peakMemoryBytes: peakMemoryByteCount(),
            seconds: stepSeconds * Double(stepCount) + evaluationSeconds)
    }

    /// The median time of a step, without the first quarter of them, which take memory that later ones use again.
    private func secondsOfStep(_ seconds: Double) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var moments = [start]
        let tally = try Tally(of: trainer.task, device: device)
        try trainer.trainEpoch(recipe.epochs / 2, into: tally) { _ in
            moments.append(clock.now)
            return moments.count > 3 && clock.now - start > .seconds(seconds)
        }
        let times = zip(moments.dropFirst(), moments).map { ($0 - $1) / .seconds(1) }
        guard !times.isEmpty else { return 0 }
        return times.dropFirst(times.count / 4).sorted()[(times.count - times.count / 4) / 2]
    }

    /// The time that the network takes for all examples, from that for some batches; metrics take little beside it.
    private func secondsOfEvaluation(on source: any BatchSource, _ seconds: Double) throws -> Double
    {
        let clock = ContinuousClock()
        return try trainer.network.evaluating {
            try withoutGradients {
                let batches: any BatchStream = source.batches(epoch: 0, startingAt: 0)
                let start = clock.now
                var count = 0
                while clock.now - start < .seconds(seconds),
                    let batch = try batches.next(on: device)
                {
                    _ = try trainer.network(batch.inputs.laidOut(trainer.memoryFormat))
                    count += 1
                }
                guard count > 0 else { return 0 }
                return (clock.now - start) / .seconds(1) * Double(source.batchCount) / Double(count)
            }
        }
    }
}

/// The largest resident memory of this process so far, in bytes.
private func peakMemoryByteCount() -> Int {
    var usage = rusage()
    // `RUSAGE_SELF`, which C libraries declare with different types.
    guard getrusage(0, &usage) == 0 else { return 0 }
    #if canImport(Darwin)
        return Int(usage.ru_maxrss)
    #else
        return Int(usage.ru_maxrss) * 1024
    #endif
}
