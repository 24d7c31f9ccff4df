/// The couplings of a graph, with the elements that their channels stand for.
struct ChannelSets {
    /// A coupling and the root of each of its channels.
    struct ChannelSet {
        let coupling: Coupling
        let roots: [Int]
        /// Which members make the channels of others, or hold them.
        let generators: [Int]
    }

    let sets: [ChannelSet]

    /// A weight's axis with what it does.
    private struct Member {
        let place: WeightAxis
        let use: WeightUse
    }

    /// Groups the elements that lie in the same weights.
    init(_ trace: ChannelTrace) {
        var sets = trace.sets
        let members = Self.members(of: trace)
        var places: [Int: [(member: Int, positions: [Int])]] = [:]
        var order: [Int] = []
        for (index, member) in members.enumerated() {
            let track = trace.tracks[member.place.weight]?[member.place.axis]
            for (position, element) in (track?.elements ?? []).enumerated() {
                let root = trace.roots[element]
                if places[root] == nil { order.append(root) }
                if places[root]?.last?.member == index, let last = places[root]?.indices.last {
                    places[root]?[last].positions.append(position)
                } else {
                    places[root, default: []].append((index, [position]))
                }
            }
        }
        var groups: [Signature: [Int]] = [:]
        var signatures: [Signature] = []
        for root in order {
            guard let own = places[root],
                own.contains(where: { members[$0.member].use == .generator })
            else { continue }
            let signature = Signature(
                members: own.map(\.member), counts: own.map(\.positions.count),
                obstacle: sets.obstacle(of: root))
            if groups[signature] == nil { signatures.append(signature) }
            groups[signature, default: []].append(root)
        }
        let averaged = Self.averagedRoots(trace)
        var names: [String: Int] = [:]
        self.sets = signatures.map { signature in
            let roots = groups[signature] ?? []
            let parts = signature.members.indices.map { entry in
                let member = members[signature.members[entry]]
                return Coupling.Member(
                    weight: member.place.weight, axis: member.place.axis, role: member.use.role,
                    places: roots.map { places[$0]?[entry].positions ?? [] })
            }
            let generators = signature.members.indices.filter {
                members[signature.members[$0]].use == .generator
            }
            let name = generators.first.map { parts[$0].weight } ?? ""
            names[name, default: 0] += 1
            let number = names[name, default: 1]
            return ChannelSet(
                coupling: Coupling(
                    name: number == 1 ? name : "\(name)#\(number)", channelCount: roots.count,
                    members: parts, isAveraged: roots.contains(where: averaged.contains),
                    obstacle: signature.obstacle),
                roots: roots, generators: generators)
        }
    }

    /// The channels of which a mean is taken.
    private static func averagedRoots(_ trace: ChannelTrace) -> Set<Int> {
        trace.sums.filter { $0.kind == .mean }.reduce(into: []) { roots, sum in
            let name = trace.graph.nodes[sum.node].input(sum.input)
            let elements = trace.tracks(of: name)[sum.axis].elements ?? []
            roots.formUnion(elements.map { trace.roots[$0] })
        }
    }

    /// What channels of one coupling have in common.
    private struct Signature: Hashable {
        let members: [Int]
        let counts: [Int]
        let obstacle: String?
    }

    /// The axes of weights on which channels lie, in the order of their use.
    private static func members(of trace: ChannelTrace) -> [Member] {
        func order(_ place: WeightAxis) -> (Int, Int) {
            guard let use = trace.weightUses[place] else { return (.max, 0) }
            return (use.order, -use.use.rawValue)
        }
        let places = trace.graph.weights.flatMap { name, weight in
            weight.shape.indices.map { WeightAxis(weight: name, axis: $0) }
        }
        return places.sorted {
            let (a, b) = (order($0), order($1))
            return (a.0, a.1, $0.weight, $0.axis) < (b.0, b.1, $1.weight, $1.axis)
        }.map { Member(place: $0, use: trace.weightUses[$0]?.use ?? .companion) }
    }
}

extension WeightUse {
    fileprivate var role: Coupling.Role {
        switch self {
        case .companion: .companion
        case .consumer: .consumer
        case .adjuster, .generator: .producer
        }
    }
}
