public import Graphs
public import Layers
import Tensors

extension Network {
    /// Writes the network down as a graph, from what it calls for two examples of its inputs.
    ///
    /// The network computes each example once, in evaluation mode and without masks. Sizes that
    /// differ between the examples become symbols, and so do their multiples; the batch should be
    /// at least 2, so that it is not taken for an axis of size 1.
    ///
    /// - Parameters:
    ///   - first: The inputs.
    ///   - second: The inputs with other sizes along the axes that shall be free.
    ///   - axes: What free axes are called, by the name of the input and the axis; inputs whose free axes
    ///     have equal sizes may share a name.
    /// - Returns: A graph whose weights have the paths of the parameters and buffers, and their values.
    /// - Throws: ``TracingError`` for a network that no graph can say, and what the network throws.
    public func traced(
        _ first: NamedTensors, _ second: NamedTensors, axes: [String: [Int: String]]
    ) throws -> Graph {
        let recordings = try [first, second].map { try Recording(of: self, inputs: $0) }
        let symbols = try Symbols(first, second, axes: axes)
        var converter = CallConverter(recordings[0], recordings[1], symbols)
        return try converter.graph(of: self)
    }
}

/// What a network calls for one example of its inputs.
struct Recording {
    let recorder: CallRecorder
    let inputs: NamedTensors
    /// The names of the values of the outputs, in the order of the network.
    let outputs: [String]

    init(of network: some Network, inputs: NamedTensors) throws {
        let recorder = CallRecorder()
        self.recorder = recorder
        self.inputs = inputs
        for (name, tensor) in zip(inputs.names, inputs.tensors) { recorder.define(name, tensor) }
        let parameters = network.namedParameters.map(\.parameter)
        for named in network.namedParameters.reversed() {
            recorder.define(named.path, named.parameter.tensor)
        }
        for named in network.namedBuffers { recorder.define(named.path, named.buffer.tensor) }
        let masks = parameters.map { ($0.transform, $0.zeroMask) }
        for parameter in parameters { (parameter.transform, parameter.zeroMask) = (nil, nil) }
        defer {
            for (parameter, mask) in zip(parameters, masks) {
                (parameter.transform, parameter.zeroMask) = mask
            }
        }
        let results = try network.evaluating {
            try withoutGradients { try recorder.record { try network(inputs) } }
        }
        outputs = try network.outputNames.map { name in
            recorder.name(of: try results.tensor(name, role: "outputs"))
        }
        if let value = recorder.overwritten.first { throw TracingError.overwritten(value: value) }
    }
}

/// The sizes that differ between two examples of the inputs, and what they are called.
struct Symbols {
    /// A free size.
    struct Symbol {
        let name: String
        let sizes: [Int]
        /// Where it can be read: an input and an axis.
        let input: String
        let axis: Int
    }

    private(set) var all: [Symbol] = []

    init(_ first: NamedTensors, _ second: NamedTensors, axes: [String: [Int: String]]) throws {
        for (name, tensor) in zip(first.names, first.tensors) {
            guard let other = second[name] else { continue }
            for (axis, sizes) in zip(tensor.shape, other.shape).enumerated()
            where sizes.0 != sizes.1 {
                let symbol = axes[name]?[axis] ?? "\(name).\(axis)"
                if all.contains(where: { $0.name == symbol }) { continue }
                all.append(
                    Symbol(name: symbol, sizes: [sizes.0, sizes.1], input: name, axis: axis))
            }
        }
    }

    /// The size that is `first` for one example and `second` for the other: a number, or a multiple of
    /// a free size or of a product of free sizes; `nil` for any other.
    func dimension(_ first: Int, _ second: Int) -> Dimension? {
        if first == second { return .known(first) }
        for factors in [[]] + all.map({ [$0] }) {
            for symbol in all where factors.first?.name != symbol.name {
                let unit = (factors + [symbol]).reduce((1, 1)) {
                    ($0.0 * $1.sizes[0], $0.1 * $1.sizes[1])
                }
                guard unit.0 > 0, unit.1 > 0, first % unit.0 == 0, second % unit.1 == 0,
                    first / unit.0 == second / unit.1
                else { continue }
                return (factors + [symbol]).reduce(.known(first / unit.0)) {
                    $0 * .symbol($1.name)
                }
            }
        }
        return nil
    }
}
