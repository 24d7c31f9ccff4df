import Files
import Graphs
import Layers
import Tensors

/// The computation of one node by LibTorch, with gradients.
///
/// What only calculates with sizes and constants is computed in memory, by the reference evaluator.
struct NodeEvaluation {
    let node: Node
    let inputs: [GraphValue?]
    let device: Device
    /// The layer of a batch norm, which holds its statistics.
    let norm: BatchNorm2D?
    /// Whether dropout leaves elements out.
    let isTraining: Bool

    func results() throws -> [GraphValue] {
        let isHost = inputs.allSatisfy { input in
            if case .tensor = input { false } else { true }
        }
        if isHost || node.operation.readsOnlyShapes { return try hostResults() }
        if case .split(let axis, let sizes) = node.operation {
            return try split(tensor(0), axis: axis, sizes: sizes).map { .tensor($0) }
        }
        return [.tensor(try result())]
    }

    /// Calls `body`, and names the node with the values and weights that it gets where it fails.
    func namingNode<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as TorchError {
            throw failure(error.description)
        } catch GraphError.invalid(_, _, let problem) {
            throw failure(problem)
        }
    }

    private func failure(_ reason: String) -> GraphNetworkError {
        let given = zip(node.inputs, inputs).compactMap { name, value in
            name.flatMap { name in value.map { "\(name.quotedOnOneLine) \($0.shape)" } }
        }
        return .failed(
            node: node.name, operation: node.operation.name, inputs: given, reason: reason)
    }

    private func hostResults() throws -> [GraphValue] {
        if node.operation.readsOnlyShapes, let first = inputs.first ?? nil, case .tensor = first {
            let shape = first.shape
            switch node.operation {
            case .shape(let start, let end):
                let from = min(max(start < 0 ? start + shape.count : start, 0), shape.count)
                let last = end.map { $0 < 0 ? $0 + shape.count : $0 } ?? shape.count
                let sizes = Array(shape[from..<max(from, min(last, shape.count))])
                return [.host(Graphs.Tensor(.int64, [sizes.count], integers: sizes))]
            default:
                return [.host(Graphs.Tensor(.int64, [], integers: [shape.reduce(1, *)]))]
            }
        }
        let host = try inputs.map { try $0?.host }
        return try ReferenceEvaluator.evaluate(node, host).map { .host($0) }
    }

    /// An input as a tensor.
    func tensor(_ position: Int) throws -> Tensors.Tensor {
        guard inputs.indices.contains(position), let input = inputs[position] else {
            throw GraphNetworkError.missingInput(node: node.name, position: position)
        }
        return try input.tensor(on: device)
    }

    /// An input that may be left out.
    func optional(_ position: Int) throws -> Tensors.Tensor? {
        guard inputs.indices.contains(position), let input = inputs[position] else { return nil }
        return try input.tensor(on: device)
    }

    /// The integers of an input; `nil` where it is left out.
    func integers(_ position: Int) throws -> [Int]? {
        guard inputs.indices.contains(position), let input = inputs[position] else { return nil }
        return try input.host.integers
    }

    /// The numbers of an input; `nil` where it is left out.
    func numbers(_ position: Int) throws -> [Double]? {
        guard inputs.indices.contains(position), let input = inputs[position] else { return nil }
        return try input.host.numbers
    }

    func axis(_ axis: Int, of tensor: Tensors.Tensor) -> Int {
        axis < 0 ? axis + tensor.shape.count : axis
    }

    private func result() throws -> Tensors.Tensor {
        let x = try tensor(0)
        switch node.operation {
        case .convolution(let attributes): return try convolution(x, attributes)
        case .transposedConvolution(let attributes):
            return try transposedConvolution(x, attributes)
        case .gemm(let attributes): return try gemm(x, attributes)
        case .matMul: return try x.matrixProduct(with: tensor(1))
        case .unary(let function): return try unary(function, x)
        case .binary(let function): return try binary(function, x, tensor(1))
        case .variadic(let function): return try variadic(function)
        case .leakyRelu(let slope): return try x.leakyReLU(slope: Double(slope))
        case .elu(let scale): return try x.elu(scale: Double(scale))
        case .selu(let scale, let gain): return try x.elu(scale: Double(scale)) * Double(gain)
        case .hardSigmoid(let slope, let offset):
            return try (x * Double(slope) + Double(offset)).clamped(to: 0...1)
        case .gelu(let approximation):
            return try approximation == .tanh ? x.approximateGELU() : x.gelu()
        case .clip(let minimum, let maximum):
            return try clipped(x, minimum, maximum)
        case .softmax(let axis): return try x.softmax(along: axis)
        case .logSoftmax(let axis): return try x.logSoftmax(along: axis)
        case .batchNormalization(let epsilon, _, _): return try batchNormalization(x, epsilon)
        case .layerNormalization(let axis, let epsilon):
            return try layerNormalization(x, axis: axis, epsilon)
        case .instanceNormalization(let epsilon):
            return try x.instanceNorm(weight: tensor(1), bias: tensor(2), epsilon: Double(epsilon))
        case .lrn(let size, let alpha, let beta, let bias):
            return try lrn(x, size, Double(alpha), Double(beta), Double(bias))
        case .maxPool(let pooling): return try maxPool(x, pooling)
        case .averagePool(let pooling): return try averagePool(x, pooling)
        case .globalAveragePool:
            return try x.mean(along: Array(2..<x.shape.count), keepsDimensions: true)
        case .globalMaxPool: return try reduce(.max, x, Array(2..<x.shape.count), true)
        case .reduce(let function, let axes, let keepsAxes):
            return try reduce(function, x, axes ?? Array(x.shape.indices), keepsAxes)
        case .argMax(let axis, let keepsAxis):
            let indices = try x.indexOfMaximum(along: axis)
            return try keepsAxis ? indices.unsqueezed(at: [self.axis(axis, of: x)]) : indices
        case .cast(let type): return try cast(x, to: type)
        case .where: return try tensor(1).selected(where: x, otherwise: tensor(2))
        case .identity: return x
        case .dropout(let ratio):
            return try x.dropout(Double(ratio), isTraining: isTraining)
        case .flatten, .reshape, .transpose, .squeeze, .unsqueeze, .expand, .tile:
            return try reshaped(x)
        case .concat(let axis):
            return try .concatenating(
                inputs.indices.map { try tensor($0) }, along: self.axis(axis, of: x))
        case .slice: return try sliced(x)
        case .gather(let axis): return try gathered(x, axis: self.axis(axis, of: x))
        case .gatherND: return try gatheredAtPlaces(x)
        case .scatterND: return try scattered(x)
        case .pad(let mode): return try padded(x, mode)
        case .resize(let attributes): return try resized(x, attributes)
        case .depthToSpace(let block, let columnRowDepth):
            return try depthToSpace(x, block, columnRowDepth)
        case .spaceToDepth(let block): return try spaceToDepth(x, block)
        case .oneHot(let axis): return try oneHot(x, axis: axis)
        case .split, .shape, .size, .range, .constantOfShape:
            // Computed above, or in memory: what they need are sizes and never tensors.
            return try hostResult()
        }
    }

    private func hostResult() throws -> Tensors.Tensor {
        let results = try ReferenceEvaluator.evaluate(node, inputs.map { try $0?.host })
        guard let first = results.first else {
            throw GraphNetworkError.missingInput(node: node.name, position: 0)
        }
        return try GraphValue.host(first).tensor(on: device)
    }
}
