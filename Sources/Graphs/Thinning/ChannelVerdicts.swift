/// What becomes of a channel that is removed.
enum Verdict: Equatable {
    /// What is read of it is zero, or can be added to biases.
    case removable
    /// It is constant, but zeros around the input of a convolution make its sum differ at the
    /// borders: another constant channel must carry it.
    case carriable
    /// The network would compute something else.
    case kept(String)
}

/// Judges the channels of a graph, one by one.
struct ChannelVerdicts {
    let trace: ChannelTrace
    let known: KnownValues
    /// For each channel, by its root, the sums it takes part in with its positions in them.
    private(set) var places: [Int: [(sum: Int, positions: [Int])]] = [:]
    /// The constants along the axis of each sum, NaN where they are not known.
    private(set) var constants: [[Double]] = []
    private let useCounts: [String: Int]
    private let readsWeights: Bool
    /// For each sum whether it differs at borders.
    private var hasBorders: [Bool] = []

    /// Finds what is known of the channels.
    ///
    /// - Parameters:
    ///   - trace: The channels.
    ///   - zeroed: Channels whose weights are taken for zero, with all others not known.
    /// - Throws: ``GraphError`` if a constant cannot be calculated.
    init(_ trace: ChannelTrace, zeroed: Set<Int>? = nil) throws(GraphError) {
        self.trace = trace
        known = try KnownValues(trace, zeroed: zeroed)
        readsWeights = zeroed == nil
        useCounts = trace.graph.uses.mapValues(\.count)
        for (index, sum) in trace.sums.enumerated() {
            let node = trace.graph.nodes[sum.node]
            let elements = trace.tracks(of: node.input(sum.input))[sum.axis].elements ?? []
            for (position, element) in elements.enumerated() {
                let root = trace.roots[element]
                if places[root]?.last?.sum == index, let last = places[root]?.indices.last {
                    places[root]?[last].positions.append(position)
                } else {
                    places[root, default: []].append((index, [position]))
                }
            }
            constants.append(
                try known.numbers(node.input(sum.input), along: sum.axis, count: elements.count))
            hasBorders.append(node.hasBorders(trace.types))
        }
        for (index, sum) in trace.sums.enumerated() where sum.kind == .values {
            try joinZeros(of: trace.graph.nodes[sum.node], sum, index)
        }
    }

    /// A product of two values needs only one of them to be zero.
    private mutating func joinZeros(of node: Node, _ sum: ChannelSum, _ index: Int)
        throws(GraphError)
    {
        guard node.operation == .matMul else { return }
        let other = 1 - sum.input
        let rank = trace.shape(node.input(other)).count
        let axis = other == 0 ? rank - 1 : max(0, rank - 2)
        let numbers = try known.numbers(
            node.input(other), along: axis, count: constants[index].count)
        for (place, number) in numbers.enumerated() where number == 0 {
            constants[index][place] = 0
        }
    }

    /// What a sum reads of a position: zero where nothing is read.
    func constant(_ sum: Int, _ position: Int) -> Double {
        if trace.sums[sum].kind == .weights,
            let reads = known.readChannels[trace.sums[sum].node], !reads[position % reads.count]
        {
            return 0
        }
        return constants[sum][position]
    }

    /// The verdict on a channel.
    func verdict(on root: Int) -> Verdict {
        var verdict = Verdict.removable
        for (sum, positions) in places[root] ?? [] {
            for position in positions {
                switch judge(sum, constant(sum, position)) {
                case .removable: break
                case .carriable: verdict = .carriable
                case .kept(let reason): return .kept(reason)
                }
            }
        }
        return verdict
    }

    private func judge(_ index: Int, _ value: Double) -> Verdict {
        if value == 0 { return .removable }
        let sum = trace.sums[index]
        let node = trace.graph.nodes[sum.node]
        if value.isNaN {
            let reads = sum.kind == .mean ? "takes the mean over it" : "reads it"
            return .kept("\(node.label) \(reads), and it is not constant")
        }
        if sum.kind == .mean { return .removable }
        guard sum.kind == .weights, !readsWeights || known.readChannels[sum.node] != nil else {
            return .kept("\(node.label) reads the constant that it is, which is not zero")
        }
        if !hasBorders[index] { return .removable }
        let isGrouped = node.groupCount > 1
        if !isGrouped, let weight = node.input(1), trace.graph.weights[weight] != nil,
            useCounts[weight] == 1
        {
            return .carriable
        }
        return .kept("its constant, which is not zero, meets the padding of \(node.label)")
    }

    /// Whether a sum differs at borders.
    func differsAtBorders(_ sum: Int) -> Bool { hasBorders[sum] }
}

extension Node {
    /// How many groups a convolution has.
    fileprivate var groupCount: Int {
        switch operation {
        case .convolution(let attributes): attributes.groups
        case .transposedConvolution(let attributes): attributes.convolution.groups
        default: 1
        }
    }

    /// Whether the sums of this convolution differ at borders, where some weights meet no input.
    fileprivate func hasBorders(_ types: [String: TensorType]) -> Bool {
        guard case .convolution(let attributes) = operation else {
            if case .transposedConvolution = operation { return true }
            return false
        }
        switch attributes.padding {
        case .explicit(let sizes): return sizes.contains { $0 != 0 }
        case .sameUpper, .sameLower:
            let kernel = input(1).flatMap { types[$0] }?.shape.dropFirst(2) ?? []
            return kernel.contains { $0 != 1 }
        }
    }
}
