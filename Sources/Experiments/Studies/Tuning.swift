/// How settings of a variant are chosen: by runs that are measured on validation examples.
public struct Tuning: Equatable, Sendable {
    /// How many seeds a trial is given.
    public enum Search: String, CaseIterable, Sendable {
        /// Every trial all of them.
        case random

        /// One at first, and twice as many for the better half of the trials each time.
        case halving
    }

    /// Values for the settings, with the recipe that has them.
    public struct Trial: Equatable, Sendable {
        /// The settings, by the keys of the recipe, with what they are set to.
        public let settings: [TrialSetting]

        /// The recipe; it measures on the test examples.
        public let recipe: Recipe
    }

    /// What is tried, in order.
    public let trials: [Trial]

    /// How the best trial is found.
    public let search: Search

    /// The seeds of trials, which no run that is measured on test examples has.
    public let seeds: [UInt64]
}

extension Tuning {
    /// A run of a trial.
    public struct Run: Equatable, Sendable {
        /// The place of the trial in ``trials``.
        public let trial: Int

        /// Its seed.
        public let seed: UInt64
    }

    /// What is to be done.
    public enum Step: Equatable, Sendable {
        /// These runs.
        case runs([Run])

        /// Nothing: this trial is the best.
        case choice(Int)

        /// Nothing: no trial has a result.
        case failure
    }

    /// What is to be done by the results so far.
    ///
    /// - Parameter scores: For every trial its scores by seed, more being better; minus infinity for a run that
    ///   failed, with which its trial is out.
    /// - Returns: All runs that are missing before trials can be compared, or the choice.
    public func step(after scores: [[UInt64: Double]]) -> Step {
        step(among: Array(trials.indices), round: 0, after: scores)
    }

    private func step(
        among rivals: [Int], round: Int, after scores: [[UInt64: Double]]
    ) -> Step {
        let seeds = seeds(ofRound: round)
        let missing = rivals.filter { !scores[$0].values.contains(-.infinity) }.flatMap { trial in
            seeds.filter { scores[trial][$0] == nil }.map { Run(trial: trial, seed: $0) }
        }
        guard missing.isEmpty else { return .runs(missing) }
        func mean(_ trial: Int) -> Double {
            seeds.reduce(0) { $0 + (scores[trial][$1] ?? -.infinity) } / Double(seeds.count)
        }
        // Of equals the first stays.
        let ranked = rivals.sorted { (mean($1), $0) < (mean($0), $1) }
        guard mean(ranked[0]) > -.infinity else { return .failure }
        guard search == .halving, ranked.count > 2 else { return .choice(ranked[0]) }
        return step(
            among: Array(ranked.prefix((ranked.count + 1) / 2)), round: round + 1, after: scores)
    }

    /// The runs of trials if none fails.
    public var runCount: Int {
        var (rivals, round, count) = (trials.count, 0, 0)
        while true {
            let new =
                seeds(ofRound: round).count - (round == 0 ? 0 : seeds(ofRound: round - 1).count)
            count += rivals * new
            guard search == .halving, rivals > 2 else { return count }
            (rivals, round) = ((rivals + 1) / 2, round + 1)
        }
    }

    /// The seeds that every trial left in a round has.
    private func seeds(ofRound round: Int) -> ArraySlice<UInt64> {
        search == .random ? seeds[...] : seeds.prefix(1 << round)
    }
}

/// A setting of a trial.
public struct TrialSetting: Codable, Equatable, Sendable {
    /// The key of the recipe, as in `optimizer.learningRate`.
    public let key: String

    /// What it is set to, as a recipe says it.
    public let value: String

    /// As in "learningRate 0.05".
    public var text: String { "\(key.split(separator: ".").last ?? "") \(value)" }
}
