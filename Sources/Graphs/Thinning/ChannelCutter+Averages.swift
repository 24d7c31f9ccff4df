// A mean over channels divides by their number, so that it changes when channels go, even empty ones.
// It is calculated as if they were there: docs/design/0037 has the reasons.

extension ChannelCutter {
    /// Adds a mean or layer norm over channels of which some go.
    ///
    /// - Parameters:
    ///   - node: The node of the old graph.
    ///   - constants: What the channels that go are.
    /// - Throws: ``GraphError`` if it has no such types.
    mutating func appendAverage(_ node: Node, _ constants: [Double]) throws(GraphError) {
        switch node.operation {
        case .reduce(_, let axes, let keepsAxes):
            try appendMean(node, axes, keepsAxes, constants)
        default: try appendNorm(node, constants)
        }
    }

    /// The sum of what stays and of the constants, divided by the number of channels that were there.
    private mutating func appendMean(
        _ node: Node, _ axes: [Int]?, _ keepsAxes: Bool, _ constants: [Double]
    ) throws(GraphError) {
        guard let source = node.input(0), let type = trace.types[source],
            let output = node.outputs.first
        else { return }
        let axis = axes?.first ?? 0
        let count = type.shape[axis < 0 ? axis + type.shape.count : axis].value ?? 0
        func scalar(_ number: Double) throws(GraphError) -> TensorData {
            try TensorData(type.elementType, numbers: [number], shape: [])
        }
        var sum = freeName("\(output).sum")
        try add(
            Node(
                .reduce(.sum, axes: axes, keepsAxes: keepsAxes), named: "\(node.name).sum",
                inputs: [source], outputs: [sum]))
        let rest = constants.reduce(0, +)
        if rest != 0 {
            let constant = define(nil, try scalar(rest), for: node, as: "constant")
            let whole = freeName("\(output).sum")
            try add(Node(.binary(.add), inputs: [sum, constant], outputs: [whole]))
            sum = whole
        }
        let divisor = define(nil, try scalar(Double(count)), for: node, as: "count")
        try add(
            Node(.binary(.div), named: node.name, inputs: [sum, divisor], outputs: [output]))
    }

    /// The same norm, of the channels that stay with the constants behind them; its first results are
    /// those of the channels that stay.
    private mutating func appendNorm(_ node: Node, _ constants: [Double]) throws(GraphError) {
        guard let source = node.input(0), let type = trace.types[source],
            let output = node.outputs.first
        else { return }
        let (axis, count) = (type.shape.count - 1, constants.count)
        let keptCount = (type.shape[axis].value ?? count) - count
        var norm = node
        var whole = freeName("\(source).padded")
        try add(
            Node(
                .pad(.constant), named: "\(node.name).pad",
                inputs: [source, paddings(count, rank: axis + 1, for: node)], outputs: [whole]))
        if constants.contains(where: { $0 != 0 }) {
            let filler = try TensorData(
                type.elementType, numbers: [Double](repeating: 0, count: keptCount) + constants,
                shape: [keptCount + count])
            let filled = freeName("\(source).padded")
            let constant = define(nil, filler, for: node, as: "constant")
            try add(Node(.binary(.add), inputs: [whole, constant], outputs: [filled]))
            whole = filled
        }
        norm.inputs[0] = whole
        for position in norm.inputs.indices.dropFirst() {
            try widen(&norm.inputs[position], by: count, for: node)
        }
        norm.outputs[0] = freeName("\(output).padded")
        try add(norm)
        let places = [0, keptCount, axis].map { place in
            define(nil, TensorData(integers: [place]), for: node)
        }
        try add(
            Node(
                .slice, named: "\(node.name).slice", inputs: [norm.outputs[0]] + places,
                outputs: [output]))
    }

    /// Puts zeros behind the numbers of a norm, whose results nothing reads.
    private mutating func widen(
        _ name: inout String?, by count: Int, for node: Node
    ) throws(GraphError) {
        guard let source = name, kept(source, 0) != nil else { return }
        if let data = weight(source) {
            let numbers = data.numbers + [Double](repeating: 0, count: count)
            name = define(
                source, try TensorData(data.elementType, numbers: numbers, shape: [numbers.count]),
                for: node, as: "numbers")
            return
        }
        let padded = freeName("\(source).padded")
        try add(
            Node(
                .pad(.constant), inputs: [source, paddings(count, rank: 1, for: node)],
                outputs: [padded]))
        name = padded
    }

    /// What a `Pad` adds: positions behind those of the last axis.
    private mutating func paddings(_ count: Int, rank: Int, for node: Node) -> String {
        let none = [Int](repeating: 0, count: 2 * rank - 1)
        return define(nil, TensorData(integers: none + [count]), for: node)
    }
}
