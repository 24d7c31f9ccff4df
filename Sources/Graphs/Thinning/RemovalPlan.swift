/// Which channels are removed from a graph, and what becomes of the others that are empty.
struct RemovalPlan {
    let verdicts: ChannelVerdicts
    /// The channels that go, by their roots.
    private(set) var removed: Set<Int> = []
    /// For channels that go, the channel that carries their constants.
    private(set) var carriers: [Int: Int] = [:]
    /// What becomes of each coupling.
    private(set) var results: [Thinning.Result] = []

    var trace: ChannelTrace { verdicts.trace }

    /// Removes what is empty.
    init(_ trace: ChannelTrace, _ options: ThinningOptions) throws(GraphError) {
        verdicts = try ChannelVerdicts(trace)
        let sets = ChannelSets(trace).sets
        var reasons = sets.map { set in
            set.coupling.obstacle == nil ? choose(set, options) : [:]
        }
        keepEveryAxis(sets, &reasons)
        var zeros: [WeightAxis: [Bool]] = [:]
        for (set, reasons) in zip(sets, reasons) {
            results.append(result(of: set, reasons, &zeros))
        }
    }

    /// Removes certain channels, all of them or none.
    init(
        _ trace: ChannelTrace, exactly channels: [(coupling: Coupling, channels: Set<Int>)]
    ) throws(GraphError) {
        verdicts = try ChannelVerdicts(trace)
        let sets = ChannelSets(trace).sets
        for (coupling, chosen) in channels where !chosen.isEmpty {
            guard let set = sets.first(where: { $0.coupling.members == coupling.members })
            else {
                throw .notRemovable(
                    coupling: coupling.name, problem: "they are not in this network")
            }
            for channel in chosen {
                if case .kept(let reason) = verdicts.verdict(on: set.roots[channel]) {
                    throw .notRemovable(coupling: coupling.name, problem: reason)
                }
                removed.insert(set.roots[channel])
            }
            let carried = set.roots.filter {
                removed.contains($0) && verdicts.verdict(on: $0) == .carriable
            }
            let rest = set.roots.filter {
                !removed.contains($0) && verdicts.verdict(on: $0) == .carriable
            }
            for root in carried {
                guard let carrier = carrier(for: root, among: rest) else {
                    throw .notRemovable(
                        coupling: coupling.name,
                        problem: "no constant channel stays that could carry their constants")
                }
                carriers[root] = carrier
            }
        }
        if let name = emptyAxes().first {
            throw .notRemovable(
                coupling: channels.first?.coupling.name ?? "",
                problem: "nothing would be left of '\(name.value)'")
        }
    }

    // MARK: Choosing

    /// Chooses the channels of one coupling that go.
    ///
    /// - Returns: Why channels stay that could be thought empty.
    private mutating func choose(
        _ set: ChannelSets.ChannelSet, _ options: ThinningOptions
    ) -> [Int: String] {
        var reasons: [Int: String] = [:]
        var candidates: [Int] = []
        var constant: [Int] = []
        for (channel, root) in set.roots.enumerated() {
            switch verdicts.verdict(on: root) {
            case .removable: candidates.append(channel)
            case .carriable: constant.append(channel)
            case .kept(let reason): reasons[channel] = reason
            }
        }
        if let carrier = bestCarrier(constant.map { set.roots[$0] }) {
            for channel in constant where set.roots[channel] != carrier {
                if self.carrier(for: set.roots[channel], among: [carrier]) != nil {
                    carriers[set.roots[channel]] = carrier
                    candidates.append(channel)
                }
            }
        }
        for channel in constant where carriers[set.roots[channel]] == nil {
            reasons[channel] = "it carries a constant to the borders of a padded convolution"
        }
        let (least, reason) = fewest(set, candidates.count, options)
        let goneCount = set.roots.count - least
        for channel in candidates.dropFirst(goneCount) { reasons[channel] = reason }
        removed.formUnion(candidates.prefix(goneCount).map { set.roots[$0] })
        return reasons
    }

    /// How many channels stay at least, and why.
    private func fewest(
        _ set: ChannelSets.ChannelSet, _ candidateCount: Int, _ options: ThinningOptions
    ) -> (count: Int, reason: String) {
        let count = set.roots.count
        let limit = self.limit(of: set, options)
        let rest = count - candidateCount
        let limited = max(rest, limit, 1)
        let size = set.generators.first.map { set.coupling.members[$0].places[0].count } ?? 1
        var rounded = limited
        while rounded < count, rounded * size % options.multiple != 0 { rounded += 1 }
        let reason =
            rounded > limited
            ? "the count is rounded up to a multiple of \(options.multiple)"
            : limited > 1 || limit > 1
                ? "at least \(limit) channels are to stay" : "a layer cannot be without channels"
        return (min(rounded, count), reason)
    }

    /// The fewest channels that are asked for; where a weight has some of them only, its number is shared
    /// out among them.
    private func limit(of set: ChannelSets.ChannelSet, _ options: ThinningOptions) -> Int {
        var limits = set.generators.compactMap { index -> Int? in
            let member = set.coupling.members[index]
            guard let limit = options.fewestChannels[member.weight],
                let size = trace.graph.weights[member.weight]?.shape[member.axis], size > 0
            else { return nil }
            let own = member.places.reduce(0) { $0 + $1.count }
            return (limit * own + size - 1) / size
        }
        let name = set.coupling.name
        if trace.graph.weights[name] == nil, let limit = options.fewestChannels[name] {
            limits.append(limit)
        }
        return limits.max() ?? 1
    }

    /// Puts channels back where a value would have nothing left along an axis.
    private mutating func keepEveryAxis(
        _ sets: [ChannelSets.ChannelSet], _ reasons: inout [[Int: String]]
    ) {
        for (root, name) in emptyAxes() {
            guard removed.remove(root) != nil else { continue }
            carriers[root] = nil
            for (index, set) in sets.enumerated() {
                if let channel = set.roots.firstIndex(of: root) {
                    reasons[index][channel] = "nothing would be left of '\(name)'"
                }
            }
        }
    }

    /// For each axis of a value that would be empty, one of its channels and the value.
    private func emptyAxes() -> [(key: Int, value: String)] {
        var found: [(key: Int, value: String)] = []
        for (name, tracks) in trace.tracks.sorted(by: { $0.key < $1.key }) {
            for case let elements? in tracks.map(\.elements) {
                let isEmpty = elements.allSatisfy { removed.contains(trace.roots[$0]) }
                if isEmpty, let last = elements.last { found.append((trace.roots[last], name)) }
            }
        }
        return found
    }

    // MARK: Carriers

    /// The constants of a channel at the sums that differ at borders.
    private func borderConstants(_ root: Int) -> [Int: Double] {
        var result: [Int: Double] = [:]
        for (sum, positions) in verdicts.places[root] ?? []
        where verdicts.differsAtBorders(sum) && trace.sums[sum].kind == .weights {
            result[sum] = positions.map { verdicts.constants[sum][$0] }.max {
                $0.magnitude < $1.magnitude
            }
        }
        return result
    }

    /// The channel whose smallest constant is largest, which adds the least rounding.
    private func bestCarrier(_ roots: [Int]) -> Int? {
        func strength(_ root: Int) -> (Int, Double) {
            let values = borderConstants(root).values.filter { $0 != 0 && !$0.isNaN }
            return (values.count, values.map(\.magnitude).min() ?? 0)
        }
        return roots.max { strength($0) < strength($1) }
    }

    /// A channel that can carry the constants of another.
    private func carrier(for root: Int, among others: [Int]) -> Int? {
        others.first { other in
            let own = borderConstants(other)
            return (verdicts.places[root] ?? []).allSatisfy { sum, positions in
                guard verdicts.differsAtBorders(sum), trace.sums[sum].kind == .weights else {
                    return true
                }
                let needsCarrier = positions.contains { verdicts.constant(sum, $0) != 0 }
                let value = own[sum] ?? 0
                return !needsCarrier || (value != 0 && !value.isNaN)
            }
        }
    }

    // MARK: Report

    private func result(
        of set: ChannelSets.ChannelSet, _ reasons: [Int: String],
        _ zeros: inout [WeightAxis: [Bool]]
    ) -> Thinning.Result {
        let members = set.generators.map { set.coupling.members[$0] }
        for member in members {
            let place = WeightAxis(weight: member.weight, axis: member.axis)
            if zeros[place] == nil {
                zeros[place] = trace.graph.weights[member.weight]?.zeroPositions(along: member.axis)
            }
        }
        var counts: [String: Int] = [:]
        for (channel, root) in set.roots.enumerated() where !removed.contains(root) {
            guard let reason = set.coupling.obstacle ?? reasons[channel] else { continue }
            let isEmpty = members.allSatisfy { member in
                let zeros = zeros[WeightAxis(weight: member.weight, axis: member.axis)] ?? []
                return member.places[channel].allSatisfy { zeros[$0] }
            }
            if isEmpty { counts[reason, default: 0] += 1 }
        }
        let goneCount = set.roots.count { removed.contains($0) }
        return Thinning.Result(
            name: set.coupling.name, channelCountBefore: set.roots.count,
            channelCountAfter: set.roots.count - goneCount,
            kept: counts.sorted { $0.key < $1.key }.map {
                Thinning.Kept(channelCount: $0.value, reason: $0.key)
            })
    }
}
