import Layers
import Tensors

/// Divides the channels of weights among couplings; those that are left stay dense.
struct ChannelDivision {
    private let chosen: [NamedParameter]
    /// What may lose channels that others lose, by path.
    private let followers: [String: NamedParameter]
    /// The channels that are pruned, by the paths of their parameters.
    private var taken: [String: Part] = [:]
    private var refused: [(coupling: ChannelCoupling, reason: String)] = []
    /// How many layers begin in a parameter.
    private var keyCounts: [String: Int] = [:]

    /// Positions along an axis.
    private struct Part {
        var axis: Int
        var positions: Set<Int>
    }

    /// A member of a coupling and its parameter.
    private typealias Entry = (member: ChannelCoupling.Member, named: NamedParameter)

    init(_ chosen: [NamedParameter], followers: [String: NamedParameter]) {
        self.chosen = chosen
        self.followers = followers.filter { !$0.value.parameter.isTaken }
    }

    /// The layer of a coupling; `nil` where its channels stay dense.
    ///
    /// - Throws: ``PruningError/unequalUnits(layers:)``.
    mutating func layer(of coupling: ChannelCoupling) throws -> PrunedLayer? {
        let (members, followers) = (members(of: coupling), followers(of: coupling))
        if let reason = obstacle(to: coupling, members, followers) {
            refused.append((coupling, reason))
            return nil
        }
        for (member, named) in members + followers { take(member, of: named, from: &taken) }
        func layerMember(_ entry: Entry, isFollower: Bool) -> LayerMember {
            let shape = entry.named.parameter.tensor.shape
            return LayerMember(
                entry.named,
                pattern: entry.member.pattern(channelCount: coupling.channelCount, shape: shape),
                isFollower: isFollower)
        }
        return try PrunedLayer(
            members.map { layerMember($0, isFollower: false) },
            followers: followers.map { layerMember($0, isFollower: true) },
            key: key(members[0].named.path), coupling: coupling.name)
    }

    /// What is not pruned of the weights, and why.
    var exclusions: [Exclusion] {
        var settled = taken
        var streams: [String: Int] = [:]
        var found: [Exclusion] = []
        for (coupling, reason) in refused {
            let members = members(of: coupling)
            guard let first = members.first?.named.path else { continue }
            streams[first, default: 0] += 1
            let stream = "\(first)#\(streams[first, default: 1])"
            for (member, named) in members {
                let axis = member.places?.axis ?? 0
                guard settled[named.path]?.axis ?? axis == axis else { continue }
                let positions = member.positions(ofShape: named.parameter.tensor.shape)
                    .subtracting(settled[named.path]?.positions ?? [])
                if positions.isEmpty { continue }
                found.append(
                    exclusion(of: named, Part(axis: axis, positions: positions), reason, stream))
                take(member, of: named, from: &settled)
            }
        }
        for named in chosen {
            let part = settled[named.path] ?? Part(axis: 0, positions: [])
            let count = named.parameter.tensor.shape[part.axis]
            let rest = Set(0..<count).subtracting(part.positions)
            if rest.isEmpty { continue }
            found.append(
                exclusion(
                    of: named, Part(axis: part.axis, positions: rest),
                    "its channels cannot be taken out", nil))
        }
        return found
    }

    private func exclusion(
        of named: NamedParameter, _ part: Part, _ reason: String, _ stream: String?
    ) -> Exclusion {
        let isWhole = part.positions.count == named.parameter.tensor.shape[part.axis]
        let places = ChannelPlaces(part.positions.sorted().map { [$0] }, axis: part.axis)
        return Exclusion(
            named, channels: isWhole ? nil : PlacedChannels(places), reason: reason, stream: stream)
    }

    /// Those that are to be pruned, in the order of the network.
    private func members(of coupling: ChannelCoupling) -> [Entry] {
        chosen.compactMap { named in
            coupling.members.first { $0.path == named.path }.map { ($0, named) }
        }
    }

    private func followers(of coupling: ChannelCoupling) -> [Entry] {
        coupling.members.compactMap { member in
            member.mayFollow ? followers[member.path].map { (member, $0) } : nil
        }
    }

    private func obstacle(
        to coupling: ChannelCoupling, _ members: [Entry], _ followers: [Entry]
    ) -> String? {
        if let obstacle = coupling.obstacle { return obstacle }
        let paths = Set((members + followers).map(\.named.path))
        if let missing = coupling.members.first(where: { !paths.contains($0.path) }) {
            return "its channels are made by '\(missing.path)' too, which is not pruned"
        }
        if members.isEmpty { return "none of the weights that make its channels is pruned" }
        for (member, named) in members + followers {
            let shape = named.parameter.tensor.shape
            if named.parameter.hasOutputsAlongSecondAxis, member.places?.axis != 1 {
                return Parameter.outputsAlongSecondAxis
            }
            let pattern = member.pattern(channelCount: coupling.channelCount, shape: shape)
            let isFollower = !members.contains { $0.named.path == named.path }
            if let obstacle = isFollower
                ? member.places?.obstacle(toShape: shape) : pattern.obstacle(toShape: shape)
            {
                return obstacle
            }
            guard let other = taken[named.path] else { continue }
            let isApart = other.positions.isDisjoint(with: member.positions(ofShape: shape))
            if other.axis != member.places?.axis ?? 0 || !isApart {
                return "other channels of '\(named.path)' are pruned"
            }
        }
        return nil
    }

    private func take(
        _ member: ChannelCoupling.Member, of named: NamedParameter, from parts: inout [String: Part]
    ) {
        let positions = member.positions(ofShape: named.parameter.tensor.shape)
        parts[named.path, default: Part(axis: member.places?.axis ?? 0, positions: [])].positions
            .formUnion(positions)
    }

    private mutating func key(_ path: String) -> String {
        keyCounts[path, default: 0] += 1
        let count = keyCounts[path, default: 1]
        return count == 1 ? path : "\(path)#\(count)"
    }
}
