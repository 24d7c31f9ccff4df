import Graphs
import InferenceKernels

extension Compiler {
    /// Adds a convolution over one or two axes.
    mutating func addConvolution(
        _ node: Node, at index: Int, _ attributes: Convolution
    ) throws -> Bool {
        guard let x = view(node.input(0)), let name = node.input(1),
            let weightShape = constant(name)?.shape ?? stored?.shape(of: name),
            let geometry = WindowGeometry(
                attributes, kernel: Array(weightShape.dropFirst(2)), input: x.shape,
                output: facts.shape(node.outputs[0]))
        else { return false }
        let bias = constant(node.input(2))?.floats
        guard bias != nil || node.input(2) == nil else { return false }
        let chain = chain(from: index, bias: bias, biasAxis: .second)
        guard let input = planes(x, geometry, for: node) else { return false }
        let shape = facts.shape(node.outputs[0])
        let output = newPlanes(shape, channels: 1, positions: 2..<shape.count)
        if weightShape[1] == 1, attributes.groups == x.shape[1], attributes.groups > 1 {
            guard let weight = constant(name) else { return false }
            addDepthwise(node, geometry, weight, chain, input, output)
        } else {
            guard let weights = try weights(of: node, name, weightShape) else { return false }
            try addProduct(
                node, ProductPlan(geometry: geometry, groupCount: attributes.groups), weights,
                chain, input, output, channels: 1)
        }
        finish(chain, output)
        return true
    }

    /// Adds a convolution of each channel by itself.
    private mutating func addDepthwise(
        _ node: Node, _ geometry: WindowGeometry, _ weight: TensorData, _ chain: ProductChain,
        _ input: PlaneLayout, _ output: View
    ) {
        // A residual is added by a step of its own.
        guard let result = PlaneLayout(output, channels: 1, positions: 2..<output.shape.count)
        else { return }
        let values = weight.floats
        let zeros = values.reduce(0) { $1 == 0 ? $0 + 1 : $0 }
        let layer = LayerDescription(
            name: node.name, operation: chain.operators.joined(separator: " + "),
            algorithm: "depthwise", zeros: Double(zeros) / Double(max(values.count, 1)),
            multiplyAdds: (values.count - zeros) * geometry.outputCount * result.imageCount)
        add(
            WindowStep(
                layer, kernels, geometry, .weightedSum, from: input, to: result, weights: values,
                hasOwnWeights: true, bias: chain.bias, bounds: chain.bounds),
            reads: [input.view], writes: [output])
    }

    /// Adds a product with a matrix of weights.
    mutating func addGemm(_ node: Node, at index: Int, _ attributes: Gemm) throws -> Bool {
        guard let x = view(node.input(0)), let name = node.input(1),
            let weights = try matrix(of: node, name, isTransposed: !attributes.transposesSecond)
        else { return false }
        var bias: [Float]?
        if let name = node.input(2) {
            guard let added = constant(name),
                let numbers = facts.biases(added, of: node.outputs[0], .last)
            else { return false }
            bias = numbers.map { $0 * attributes.biasScale }
        }
        let input = attributes.transposesFirst ? x.transposed([1, 0]) : x
        let scaled = weights.scaled(by: attributes.scale)
        return try addLinear(node, at: index, scaled, bias: bias, input)
    }

    /// The weights `[outputs, inputs…]` of a product that are a tensor of the network, or were laid out before;
    /// or `[inputs, outputs]` where they are transposed.
    ///
    /// - Throws: ``InferenceError/damagedPreparation(path:problem:)``.
    private func weights(
        of node: Node, _ name: String, _ shape: [Int], isTransposed: Bool = false
    ) throws(InferenceError) -> ProductWeights? {
        if let product = stored?.product(of: node.outputs[0], with: name) {
            let (rows, columns) = (shape[0], shape.dropFirst().reduce(1, *))
            try product.check(
                outputCount: isTransposed ? columns : rows,
                inputCount: isTransposed ? rows : columns)
            return .stored(product)
        }
        return constant(name).map {
            .matrix(WeightMatrix($0, isTransposed: isTransposed), of: name)
        }
    }

    /// The weights `[outputs, inputs]` of a linear layer, or of their transpose where a value is
    /// one.
    private func matrix(
        of node: Node, _ name: String, isTransposed: Bool
    ) throws(InferenceError) -> ProductWeights? {
        if let shape = constant(name)?.shape ?? stored?.shape(of: name), shape.count == 2 {
            return try weights(of: node, name, shape, isTransposed: isTransposed)
        }
        guard let weight = facts.transposedWeight(name), weight.elementType == .float32 else {
            return nil
        }
        return .matrix(WeightMatrix(weight, isTransposed: !isTransposed), of: nil)
    }

    /// Adds a product of matrices, of which the second may be a weight, or the transpose of one.
    mutating func addProduct(_ node: Node, at index: Int) throws -> Bool {
        guard let x = view(node.input(0)), x.shape.count >= 2, let second = node.input(1) else {
            return false
        }
        if let weights = try matrix(of: node, second, isTransposed: true) {
            return try addLinear(node, at: index, weights, bias: nil, x)
        }
        return addMatrices(node, x)
    }

    /// Adds a linear layer over the last axis.
    private mutating func addLinear(
        _ node: Node, at index: Int, _ weights: ProductWeights, bias: [Float]?, _ x: View
    ) throws -> Bool {
        let rank = x.shape.count
        let chain = chain(from: index, bias: bias, biasAxis: .last)
        let shape = facts.shape(node.outputs[0])
        if x.shape.dropLast().allSatisfy({ $0 == 1 }), x.strides[rank - 1] == 1,
            chain.residual == nil, prefersVector(weights)
        {
            try addVectorProduct(node, weights, chain, x)
            return true
        }
        guard let input = planes(x, channels: rank - 1, positions: rank - 2..<rank - 1, for: node)
        else { return false }
        let output = newPlanes(shape, channels: rank - 1, positions: rank - 2..<rank - 1)
        let plan = ProductPlan(geometry: WindowGeometry(row: x.shape[rank - 2]), groupCount: 1)
        try addProduct(node, plan, weights, chain, input, output, channels: rank - 1)
        finish(chain, output)
        return true
    }

    private mutating func addVectorProduct(
        _ node: Node, _ weights: ProductWeights, _ chain: ProductChain, _ x: View
    ) throws {
        let shape = facts.shape(node.outputs[0])
        let output = newView(shape, strides: View.packedStrides(shape))
        add(
            try VectorStep(
                layer: layer(chain, weights, node, "dense vector", positions: 1), kernels: kernels,
                input: x, output: output, matrix: weights.elements(),
                depth: weights.inputCount, outputCount: weights.outputCount,
                bias: chain.bias.map { Memory($0, filler: 0) }, bounds: chain.bounds),
            reads: [x], writes: [output])
        note(weights, of: node)
        finish(chain, output)
    }

    /// How the positions and groups of a product lie.
    struct ProductPlan {
        let geometry: WindowGeometry
        let groupCount: Int
    }

    /// Adds a product over planes.
    mutating func addProduct(
        _ node: Node, _ plan: ProductPlan, _ weights: ProductWeights, _ chain: ProductChain,
        _ input: PlaneLayout, _ output: View, channels: Int
    ) throws {
        let rank = output.shape.count
        let positions = channels == 1 && rank > 2 ? 2..<rank : rank - 2..<rank - 1
        guard let result = PlaneLayout(output, channels: channels, positions: positions) else {
            return
        }
        var residual: PlaneLayout?
        if let added = view(chain.residual) {
            residual = planes(added, channels: channels, positions: positions, for: node)
        }
        var maker = ProductMaker(
            kernels: kernels, costs: costs, threads: layoutThreads, plan: plan, weights: weights,
            input: input, output: result, residual: residual,
            bias: chain.bias.map { Memory($0, filler: 0) },
            bounds: chain.bounds)
        let formats = formats(weights)
        maker.padded = maker.paddedCount(formats).flatMap { newPadded(input, count: $0) }
        let ways = try formats.map { format in
            try maker.step(
                format,
                layer(
                    chain, weights, node, format.name,
                    positions: plan.geometry.outputCount * result.imageCount))
        }
        add(
            ways, reads: [input.view] + (residual.map { [$0.view] } ?? []),
            writes: [output] + (maker.padded.map { [$0.view] } ?? []))
        note(weights, of: node)
    }

    /// Memory for the planes of an input, each with so many elements.
    private mutating func newPadded(_ input: PlaneLayout, count: Int) -> PlaneLayout? {
        let view = newPlanes(
            [input.imageCount, input.channelCount, count], channels: 1, positions: 2..<3)
        return PlaneLayout(view, channels: 1, positions: 2..<3)
    }

    private func layer(
        _ chain: ProductChain, _ weights: ProductWeights, _ node: Node, _ algorithm: String,
        positions: Int
    ) -> LayerDescription {
        let count = weights.outputCount * weights.inputCount
        let nonZeroCount = weights.nonZeroCount
        return LayerDescription(
            name: node.name, operation: chain.operators.joined(separator: " + "),
            algorithm: algorithm, zeros: 1 - Double(nonZeroCount) / Double(max(count, 1)),
            multiplyAdds: nonZeroCount * positions)
    }

    /// The format that weights have or get, or all where they are measured.
    private func formats(_ weights: ProductWeights) -> [WeightFormat] {
        let matrix: WeightMatrix
        switch weights {
        case .matrix(let found, _): matrix = found
        case .stored(let product): return [product.format]
        }
        switch options.selection {
        case .dense: return [.dense]
        case .sparse:
            return [costs.best(of: WeightFormat.all.filter(\.leavesZerosOut), for: matrix)]
        case .measured where !isForFile || weights.tensor != nil: return WeightFormat.all
        case .measured, .estimated: return [costs.best(of: WeightFormat.all, for: matrix)]
        }
    }

    /// Whether the product with a single vector is faster with all weights. Without zeros it uses
    /// one of eight lanes.
    private func prefersVector(_ weights: ProductWeights) -> Bool {
        if case .stored(let product) = weights { return product.isVector }
        return switch options.selection {
        case .dense, .measured: true
        case .sparse: false
        case .estimated: weights.nonZeroCount * 5 > 2 * weights.outputCount * weights.inputCount
        }
    }

    /// What follows a product and is computed with it.
    func chain(
        from index: Int, bias: [Float]?, biasAxis: ProductChain.BiasAxis
    ) -> ProductChain {
        // Depthwise convolutions, and those whose outputs are moved, have no place for a residual.
        let takesResidual =
            switch facts.graph.nodes[index].operation {
            case .convolution(let attributes): attributes.groups == 1
            case .transposedConvolution: false
            default: true
            }
        return ProductChain(from: index, facts, bias: bias, biasAxis: biasAxis) { name in
            takesResidual && values[name]?.view != nil
        }
    }

    /// Says that a product with what follows it is done.
    mutating func finish(_ chain: ProductChain, _ output: View) {
        fuse(chain.nodes)
        define(chain.output, output)
    }

    /// A weight in single precision.
    func constant(_ name: String?) -> TensorData? {
        guard let weight = name.flatMap({ facts.graph.weights[$0] }),
            weight.elementType == .float32
        else { return nil }
        return weight
    }

    /// Adds a product of matrices that are both calculated.
    private mutating func addMatrices(_ node: Node, _ x: View) -> Bool {
        guard let y = view(node.input(1)), y.shape.count >= 2 else { return false }
        let shape = facts.shape(node.outputs[0])
        let rank = shape.count
        guard rank >= 2 else { return false }
        let batch = Array(shape.dropLast(2))
        var first = x.broadcast(to: batch + x.shape.suffix(2))
        let second = y.broadcast(to: batch + y.shape.suffix(2))
        if first.strides[rank - 2] != 1 || first.shape[rank - 2] == 1 {
            let target = newPlanes(
                x.shape, channels: x.shape.count - 1,
                positions: x.shape.count - 2..<x.shape.count - 1)
            copy(x, to: target, for: node)
            first = target.broadcast(to: batch + x.shape.suffix(2))
        }
        let output = newPlanes(shape, channels: rank - 1, positions: rank - 2..<rank - 1)
        add(
            MatrixStep(
                description(node, "dense"), kernels, first: first, second: second, output: output),
            reads: [first, second], writes: [output])
        define(node.outputs[0], output)
        return true
    }
}
