import Datasets
import Files
import Foundation
import Yams

extension Tuning.Search: RecipeValue {}

/// What a study says of trials.
struct TuningRecipe {
    /// How many trials every variant has, at each sparsity.
    let count: Int

    let search: Tuning.Search

    /// The seeds of trials.
    let seeds: [UInt64]

    /// Decides which values are tried.
    private let seed: UInt64

    /// The settings of all variants, in the order of the file.
    private let ranges: [(key: String, range: SettingRange)]

    init(_ section: RecipeSection) throws {
        count = try section.value("trials", 8, .within(2...10_000))
        search = try section.value("search", .random, .oneOf(Tuning.Search.allCases))
        seed = try section.value("seed", 0, .atLeast(0))
        let seedCount = search == .random ? 1 : Self.halvingSeedCount(trialCount: count)
        let standard = (0..<UInt64(seedCount)).map { 1000 + $0 }
        seeds = try section.integers("seeds", .atLeast(0)) ?? standard
        guard search == .random || seeds.count >= seedCount else {
            throw section.refusal(
                of: "seeds", allowed: "\(seedCount) seeds or more for \(count) trials and halving")
        }
        ranges = try section.section("ranges").map { try Self.ranges(in: $0) } ?? []
        try section.finish()
    }

    /// The settings that a variant is tuned by: its own beside those of the study, without the ones that it
    /// sets to `null`.
    func ranges(of variant: RecipeSection) throws -> [(key: String, range: SettingRange)] {
        guard let own = try variant.section("tune") else {
            return variant.node("tune") == nil ? ranges : []
        }
        let removed = Set(own.values.filter { $0.node.isNull }.map(\.key))
        if let key = removed.sorted().first(where: { key in !ranges.contains { $0.key == key } }) {
            throw own.refusal(
                of: key, allowed: "one of the settings in 'tune.ranges' where it is null")
        }
        let changes = try Self.ranges(in: own)
        var all = ranges.filter { !removed.contains($0.key) }
        for change in changes {
            if let index = all.firstIndex(where: { $0.key == change.key }) {
                all[index] = change
            } else {
                all.append(change)
            }
        }
        return all
    }

    /// The settings of every trial: as many as there are to be, or all that the ranges have, if these are fewer.
    func settings(
        in ranges: [(key: String, range: SettingRange)]
    ) -> [[(key: String, value: Node)]] {
        var found: [[(key: String, value: Node)]] = []
        var known: Set<[String]> = []
        for index in 0..<50 * count where found.count < count {
            let settings = ranges.enumerated().map { dimension, setting in
                let share = share(of: index, dimension: dimension, key: setting.key)
                return (setting.key, setting.range.value(at: share))
            }
            guard known.insert(settings.map { $1.scalar?.string ?? "" }).inserted else { continue }
            found.append(settings)
        }
        return found
    }

    /// The place of a trial in the range of a setting, in 0..<1: Richtmyer's sequence, multiples of the
    /// square roots of primes modulo 1, from a start of every key's own. It fills all ranges evenly, however many
    /// trials there are, and more of them leave the first as they are.
    private func share(of index: Int, dimension: Int, key: String) -> Double {
        var checksum = Checksum()
        checksum.add(text: key)
        var random = SeededRandom(seed: seed ^ (UInt64(checksum.digits, radix: 16) ?? 0))
        let start = Double.random(in: 0..<1, using: &random)
        let prime = Self.primes[dimension % Self.primes.count]
        return (start + Double(index) * prime.squareRoot()).truncatingRemainder(dividingBy: 1)
    }

    private static let primes: [Double] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]

    /// The seeds of the last round.
    private static func halvingSeedCount(trialCount: Int) -> Int {
        var (rivals, seeds) = (trialCount, 1)
        while (rivals + 1) / 2 > 1 { (rivals, seeds) = ((rivals + 1) / 2, 2 * seeds) }
        return seeds
    }

    /// Whether trials may differ in a key: not in what is asked of the network, in its data or in files.
    private static func isSetting(_ key: String) -> Bool {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let second = parts.count > 1 ? parts[1] : ""
        switch parts[0] {
        case "seed", "initialWeights", "stateKey", "partialWeights", "network",
            "networkConfiguration", "networkOutput", "task", "log", "checkpoints", "report",
            "precision", "autocast", "gradientCheckpointing", "memoryFormat":
            return false
        case "data":
            return ["crop", "flip", "cropScale", "colorJitter", "randAugment", "sampling"]
                .contains(second)
        case "pruning":
            return !["", "sparsity", "target", "pattern", "plan", "thin"].contains(second)
        default: return true
        }
    }

    private static func ranges(
        in section: RecipeSection
    ) throws -> [(key: String, range: SettingRange)] {
        try section.values.filter { !$0.node.isNull }.map { key, _ in
            guard isSetting(key) else {
                throw section.refusal(
                    of: key, allowed: "left out; it is no setting that methods differ in")
            }
            return (key, try SettingRange(section, key))
        }
    }
}
