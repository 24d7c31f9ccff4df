import Graphs
import InferenceKernels

extension Compiler {
    /// Adds a transposed convolution over one or two axes: outputs that lie one stride apart are those of an
    /// ordinary convolution, and are copied to their places.
    mutating func addTransposedConvolution(
        _ node: Node, at index: Int, _ attributes: TransposedConvolution
    ) throws -> Bool {
        let shape = facts.shape(node.outputs[0])
        let bias = constant(node.input(2))?.floats
        guard var x = view(node.input(0)), let weight = constant(node.input(1)),
            bias != nil || node.input(2) == nil, (3...4).contains(shape.count)
        else { return false }
        let chain = chain(from: index, bias: bias, biasAxis: .second)
        let output = newPlanes(shape, channels: 1, positions: 2..<shape.count)
        let phases = Self.phases(attributes.convolution, weight.shape, x.shape, shape)
        let groupCount = attributes.convolution.groups
        var parts: [View] = []
        for phase in phases {
            let geometry = WindowGeometry(phase, input: Array(x.shape.dropFirst(2)))
            guard let input = planes(x, geometry, for: node) else { return false }
            x = input.view
            let part =
                phases.count == 1
                ? output
                : newPlanes(
                    shape.prefix(2) + phase.map(\.outputCount), channels: 1,
                    positions: 2..<shape.count)
            try addProduct(
                node, ProductPlan(geometry: geometry, groupCount: groupCount),
                .matrix(WeightMatrix(weight, phase, groupCount: groupCount), of: nil), chain, input,
                part, channels: 1)
            parts.append(part)
        }
        if phases.count > 1 {
            let places = phases.map { output.part($0, attributes.convolution.strides) }
            merge(parts, at: places, inTurns: attributes.convolution.strides.last == 2, for: node)
        }
        finish(chain, output)
        return true
    }

    /// Copies parts of a value to their places.
    ///
    /// - Parameters:
    ///   - parts: The parts.
    ///   - places: Where they go.
    ///   - isInTurns: Whether two neighbouring parts share rows, of which they have every other element.
    ///   - node: What they belong to.
    private mutating func merge(
        _ parts: [View], at places: [View], inTurns isInTurns: Bool, for node: Node
    ) {
        var layer = description(node, "copy")
        layer.operation = "Copy"
        var index = 0
        while index < parts.count {
            let next = index + 1
            if isInTurns, next < parts.count,
                let step = InterleaveStep(
                    layer, kernels, first: parts[index], second: parts[next], to: places[index])
            {
                add(step, reads: [parts[index], parts[next]], writes: [places[index]])
                index += 2
            } else {
                copy(parts[index], to: places[index], for: node)
                index += 1
            }
        }
    }

    /// For each place among the strides of all axes, which outputs lie there along each axis.
    private static func phases(
        _ convolution: Convolution, _ weight: [Int], _ input: [Int], _ output: [Int]
    ) -> [[OutputPhase]] {
        let (kernel, sizes) = (Array(weight.dropFirst(2)), Array(output.dropFirst(2)))
        let before = convolution.padding.sizes(
            input: sizes, output: Array(input.dropFirst(2)), kernel: kernel,
            strides: convolution.strides, dilations: convolution.dilations
        ).before
        return sizes.indices.reduce([[]]) { places, axis in
            let phases = OutputPhase.all(
                outputCount: sizes[axis], kernel: kernel[axis], stride: convolution.strides[axis],
                dilation: convolution.dilations[axis], padding: before[axis])
            return places.flatMap { place in phases.map { place + [$0] } }
        }
    }
}

extension View {
    /// The outputs of phases of the axes behind the second.
    fileprivate func part(_ phases: [OutputPhase], _ strides: [Int]) -> View {
        var view = self
        for (index, phase) in phases.enumerated() {
            view = view.part(
                from: phase.first, step: strides[index], count: phase.outputCount, along: index + 2)
        }
        return view
    }
}

extension WeightMatrix {
    /// The weights of phases of one or two axes, from those of a transposed convolution `[inputs, outputs of a
    /// group, kernel…]`; zeros where along an axis no tap belongs to a phase.
    fileprivate init(_ weight: TensorData, _ phases: [OutputPhase], groupCount: Int) {
        let floats = weight.floats
        let (inputCount, outputCount) = (weight.shape[0] / groupCount, weight.shape[1])
        let kernel = weight.shape.dropFirst(2)
        let width = kernel.last ?? 1
        let columns = phases[phases.count - 1].taps
        let rows = phases.count == 2 ? phases[0].taps : [0]
        let taps = rows.flatMap { row in columns.map { row * width + $0 } }
        let zeros = [Float](repeating: 0, count: max(1, rows.count) * max(1, columns.count))
        let tapCount = kernel.reduce(1, *)
        var values: [Float] = []
        for output in 0..<groupCount * outputCount {
            let (group, place) = output.quotientAndRemainder(dividingBy: outputCount)
            for input in 0..<inputCount {
                let first = ((group * inputCount + input) * outputCount + place) * tapCount
                values += taps.isEmpty ? zeros : taps.map { floats[first + $0] }
            }
        }
        self.init(
            outputCount: groupCount * outputCount,
            inputCount: inputCount * zeros.count,
            values: values)
    }
}
