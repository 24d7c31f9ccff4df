/// The trials that the settings of a variant were chosen by.
public struct TuningRecord: Codable, Equatable, Sendable {
    /// One trial.
    public struct Trial: Codable, Equatable, Sendable {
        /// The settings that were tried.
        public let settings: [TrialSetting]

        /// The seeds of the finished runs.
        public let seeds: [UInt64]

        /// Their results on validation examples, in the order of ``seeds``.
        public let scores: [Double]

        /// Why the trial is out; `nil` where none of its runs failed.
        public let failure: String?

        /// The mean of ``scores``; `nil` where the trial is out.
        public var mean: Double? { failure == nil ? MeanAndDeviation(scores)?.mean : nil }
    }

    /// The place of the best trial in ``trials``; `nil` where there is none, or none yet.
    public let chosen: Int?

    /// The trials, in order.
    public let trials: [Trial]

    /// The settings of the best trial, as in "learningRate 0.05"; `nil` where there is none.
    public var settingsText: String? {
        chosen.map { trials[$0].settings.map(\.text).joined(separator: ", ") }
    }

    /// The first key that has several numbers among the trials; `nil` for none.
    var numberKey: String? {
        let keys = trials.first?.settings.map(\.key) ?? []
        return keys.first { key in Set(trials.compactMap { $0.number(of: key) }).count > 1 }
    }
}

extension TuningRecord.Trial {
    /// What the setting under `key` is set to, where it is a number.
    func number(of key: String) -> Double? {
        settings.first { $0.key == key }.flatMap { Double($0.value) }
    }
}
