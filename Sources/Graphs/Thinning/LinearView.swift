/// A convolution or a product with a matrix as sums over channels: output = Σ weight · input, the
/// weights being constants.
struct LinearView {
    /// The weights, all in one list.
    let numbers: [Double]
    /// How many groups of channels are summed apart.
    private(set) var groups = 1
    /// The channels that are summed for an output.
    private(set) var depth: Int
    /// The outputs of a group.
    private(set) var width: Int
    /// The weights of an output and a channel, which lie side by side.
    private(set) var taps = 1
    /// How far apart the weights of neighbouring groups, outputs and channels are.
    private(set) var strides: (group: Int, output: Int, channel: Int)
    /// The factor of all weights.
    private(set) var scale = 1.0
    /// The factor of the biases.
    private(set) var biasScale = 1.0
    /// Whether sums differ at the borders, where some weights meet no input.
    private(set) var hasBorders = false
    /// Which input of the node has the channels, and on which axis.
    private(set) var input = 0
    private(set) var inputAxis: Int
    /// On which axis the outputs are.
    private(set) var outputAxis: Int

    /// The place of the weight for an output and a channel of a group, at the first tap.
    func place(_ group: Int, _ output: Int, _ channel: Int) -> Int {
        group * strides.group + output * strides.output + channel * strides.channel
    }

    /// The sum of the weights of a channel in an output.
    func weight(_ group: Int, _ output: Int, _ channel: Int) -> Double {
        let first = place(group, output, channel)
        var sum = 0.0
        for tap in first..<first + taps { sum += numbers[tap] }
        return scale * sum
    }

    /// Whether an output reads a channel.
    func reads(_ group: Int, _ output: Int, _ channel: Int) -> Bool {
        let first = place(group, output, channel)
        for tap in first..<first + taps where numbers[tap] != 0 { return true }
        return false
    }

    /// For each channel of a group whether any output reads it.
    var readChannels: [Bool] {
        var result = [Bool](repeating: false, count: depth)
        for group in 0..<groups {
            for output in 0..<width {
                for channel in 0..<depth where !result[channel] {
                    result[channel] = reads(group, output, channel)
                }
            }
        }
        return result
    }

    /// The outputs that are the same whatever the unknown channels are, NaN for the others.
    ///
    /// - Parameters:
    ///   - channels: The constants of the channels, NaN where they are not known.
    ///   - biases: The biases, NaN where they are not known.
    /// - Returns: A number for each output.
    func outputs(of channels: [Double], biases: [Double]) -> [Double] {
        var result: [Double] = []
        for group in 0..<groups {
            for output in 0..<width {
                var sum = biasScale * biases[group * width + output]
                for channel in 0..<depth where reads(group, output, channel) {
                    let value = channels[group * depth + channel]
                    if value == 0 { continue }
                    sum += hasBorders ? .nan : weight(group, output, channel) * value
                    if sum.isNaN { break }
                }
                result.append(sum)
            }
        }
        return result
    }
}

extension LinearView {
    /// The weights of a node, nil where it is none of these operations or its weights are no
    /// constant matrix or kernel.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - types: The types of the values.
    ///   - constant: Gives the elements of a constant.
    /// - Throws: ``GraphError`` if a constant cannot be calculated.
    init?(
        _ node: Node, _ types: [String: TensorType],
        _ constant: (String?) throws(GraphError) -> Tensor?
    ) throws(GraphError) {
        let ranks = node.inputs.map { $0.flatMap { types[$0] }?.shape.count ?? 0 }
        switch node.operation {
        case .convolution(let attributes):
            guard let weights = try constant(node.input(1)) else { return nil }
            self.init(kernel: weights, isTransposed: false, attributes)
        case .transposedConvolution(let attributes):
            guard let weights = try constant(node.input(1)) else { return nil }
            self.init(kernel: weights, isTransposed: true, attributes.convolution)
        case .gemm(let attributes):
            if let weights = try constant(node.input(1)) {
                self.init(matrix: weights, hasOutputsFirst: attributes.transposesSecond)
                (inputAxis, outputAxis) = (attributes.transposesFirst ? 0 : 1, 1)
            } else if let weights = try constant(node.input(0)) {
                self.init(matrix: weights, hasOutputsFirst: !attributes.transposesFirst)
                (input, inputAxis, outputAxis) = (1, attributes.transposesSecond ? 1 : 0, 0)
            } else {
                return nil
            }
            (scale, biasScale) = (Double(attributes.scale), Double(attributes.biasScale))
        case .matMul:
            if ranks[1] == 2, let weights = try constant(node.input(1)) {
                self.init(matrix: weights, hasOutputsFirst: false)
                (inputAxis, outputAxis) = (ranks[0] - 1, ranks[0] - 1)
            } else if ranks[0] == 2, ranks[1] > 1, let weights = try constant(node.input(0)) {
                self.init(matrix: weights, hasOutputsFirst: true)
                (input, inputAxis, outputAxis) = (1, ranks[1] - 2, ranks[1] - 2)
            } else {
                return nil
            }
        default: return nil
        }
    }

    private init(kernel: Tensor, isTransposed: Bool, _ attributes: Convolution) {
        numbers = kernel.numbers
        groups = attributes.groups
        taps = kernel.shape.dropFirst(2).reduce(1, *)
        let (first, second) = (kernel.shape[0] / groups, kernel.shape[1])
        if isTransposed {
            (depth, width) = (first, second)
            strides = (first * second * taps, taps, second * taps)
        } else {
            (depth, width) = (second, first)
            strides = (first * second * taps, second * taps, taps)
        }
        (inputAxis, outputAxis) = (1, 1)
        let isPadded: Bool =
            switch attributes.padding {
            case .explicit(let sizes): sizes.contains { $0 != 0 }
            case .sameUpper, .sameLower: taps > 1
            }
        hasBorders = isTransposed || isPadded
    }

    private init(matrix: Tensor, hasOutputsFirst: Bool) {
        numbers = matrix.numbers
        let (rows, columns) = (matrix.shape[0], matrix.shape[1])
        (width, depth) = hasOutputsFirst ? (rows, columns) : (columns, rows)
        strides = hasOutputsFirst ? (0, columns, 1) : (0, 1, columns)
        (inputAxis, outputAxis) = (0, 0)
    }
}
