/// One axis of a weight.
struct WeightAxis: Hashable {
    let weight: String
    let axis: Int
}

/// The elements along one axis of a value.
struct AxisTrack {
    /// An element for each position, nil where positions cannot be removed: along the batch, along
    /// spatial axes, and where there is only one.
    var elements: [Int]?
    /// The axes of weights that a constant's axis comes from.
    var sources: [WeightAxis] = []
    /// Whether the elements stand for a part of the axis that is repeated an unknown number of
    /// times, as heads are along an axis of batch times heads.
    var repeats = false
    /// The node that split an axis into this one and others.
    var origin: Int?

    static let fixed = AxisTrack(elements: nil)

    /// The same axis without what it stands for in weights.
    func with(_ sources: [WeightAxis]) -> AxisTrack {
        var track = self
        track.sources = sources
        return track
    }
}

/// What a weight does to the channels along one of its axes.
enum WeightUse: Int {
    /// It is cut with the channels, without making them: statistics, slopes, divisors.
    case companion
    /// It reads them.
    case consumer
    /// It scales or shifts them.
    case adjuster
    /// It makes them of other channels, or holds them.
    case generator
}

/// A place where channels are summed up, so that they are gone behind it.
struct ChannelSum {
    /// With what the channels are multiplied before they are summed.
    enum Kind {
        case weights
        case values
        case nothing
        /// With nothing, and divided by their number, as layer norms do: what is constant is counted on
        /// when it is gone.
        case mean
    }
    let node: Int
    /// Which input of the node has the channels.
    let input: Int
    /// The axis of that input.
    let axis: Int
    let kind: Kind
}

/// Follows every index of every axis through a graph and unites those that can only be removed
/// together.
///
/// Axes are followed, not elements of tensors: the work grows with the sizes of the axes and not
/// with their products. Batch, length and spatial axes are not followed behind the operations that
/// look at several of their positions.
struct ChannelTrace {
    /// A node at which channels can be grouped in several ways, as a reshape from `[768]` to
    /// `[12, 64]`, after which one of 12 or one of 64 can go.
    struct Choice {
        let node: Int
        let optionCount: Int
        /// The elements of the option that was taken.
        let elements: [Int]
        /// Whether the positions come together again in another order, as in a channel shuffle.
        var isShuffled = false
    }

    let graph: Graph
    let types: [String: TensorType]
    let integers: [String: [Dimension]]
    /// The values that depend on no input.
    let constants: Set<String>
    /// Which option is taken at a node; the first where nothing is said.
    let options: [Int: Int]

    var sets = ElementSets()
    var sums: [ChannelSum] = []
    var choices: [Choice] = []
    private(set) var tracks: [String: [AxisTrack]] = [:]
    private(set) var weightUses: [WeightAxis: (use: WeightUse, order: Int)] = [:]
    /// The root of every element.
    private(set) var roots: [Int] = []

    init(_ graph: Graph, _ inference: TypeInference, options: [Int: Int] = [:]) {
        self.graph = graph
        self.options = options
        types = inference.types
        integers = inference.integers
        constants = graph.constants
        for (name, weight) in graph.weights.sorted(by: { $0.key < $1.key }) {
            tracks[name] = weight.shape.enumerated().map { axis, size in
                AxisTrack(
                    elements: size > 1 ? sets.make(size) : nil,
                    sources: [WeightAxis(weight: name, axis: axis)])
            }
        }
        for input in graph.inputs {
            tracks[input.name] = input.type.shape.map { size in
                guard let size = size.value, size > 1 else { return .fixed }
                return AxisTrack(elements: sets.make(size))
            }
            block(input.name, "it is an input of the network, '\(input.name)'")
        }
        for (index, node) in graph.nodes.enumerated() { visit(node, at: index) }
        for output in graph.outputs {
            block(output, "it is an output of the network, '\(output)'")
        }
        roots = sets.roots()
    }

    // MARK: What nodes say

    func shape(_ name: String?) -> [Dimension] { name.flatMap { types[$0] }?.shape ?? [] }

    func tracks(of name: String?) -> [AxisTrack] { name.flatMap { tracks[$0] } ?? [] }

    func isConstant(_ name: String?) -> Bool { name.map(constants.contains) ?? true }

    /// Sets the axes of an output; those without a size above 1 have no elements.
    mutating func define(_ name: String?, _ axes: [AxisTrack]) {
        guard let name else { return }
        tracks[name] = zip(axes, shape(name)).map { track, size in
            var track = track
            if !constants.contains(name) { track.sources = [] }
            if !track.fits(size) {
                block(track, "its positions get lost")
                (track.elements, track.repeats) = (nil, false)
            }
            return track
        }
    }

    /// Says that no position along an axis may be removed.
    mutating func block(_ track: AxisTrack, _ reason: @autoclosure () -> String) {
        for element in track.elements ?? [] { sets.block(element, reason()) }
    }

    mutating func block(_ name: String?, _ reason: @autoclosure () -> String) {
        for track in tracks(of: name) { block(track, reason()) }
    }

    /// Unites two axes of equal size. Where positions of one cannot be removed, those of the other
    /// cannot either.
    mutating func unite(_ first: AxisTrack, _ second: AxisTrack, in node: Node) {
        switch (first.elements, second.elements) {
        case (let a?, let b?) where a.count == b.count && first.repeats == second.repeats:
            sets.unite(a, b)
        case (let a?, let b?):
            for element in a + b { sets.block(element, "\(node.label) joins axes of other sizes") }
        case (let elements?, nil), (nil, let elements?):
            let reason = "\(node.label) joins it with positions that cannot be removed"
            for element in elements { sets.block(element, reason) }
        case (nil, nil): break
        }
    }

    /// Says what the weights behind an axis of a constant do.
    mutating func note(_ use: WeightUse, _ track: AxisTrack, order: Int) {
        for source in track.sources {
            let known = weightUses[source]
            weightUses[source] = (
                use: (known?.use.rawValue ?? -1) >= use.rawValue ? known?.use ?? use : use,
                order: known?.order ?? order
            )
        }
    }
}

extension AxisTrack {
    /// Whether the elements are those of an axis of this size.
    fileprivate func fits(_ size: Dimension) -> Bool {
        guard let elements else { return true }
        if !repeats { return size != 1 && .known(elements.count) == size }
        let part = Monomial([.known(elements.count)])
        return size.value == nil && Monomial([size]).divided(by: part) != nil
    }
}

extension Graph {
    /// The values that depend on no input.
    var constants: Set<String> {
        var constants = Set(weights.keys)
        for node in nodes where node.inputs.allSatisfy({ $0.map(constants.contains) ?? true }) {
            constants.formUnion(node.outputs)
        }
        return constants
    }
}

extension Node {
    /// The node in a message.
    var label: String { "'\(name)' (\(operation.name))" }
}
