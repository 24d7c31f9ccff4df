/// The evaluation of one node on tensors whose types were checked.
struct Evaluation {
    let node: Node
    let inputs: [Tensor?]
    /// The shape of the first output.
    let shape: [Int]
    /// The types of the outputs.
    let types: [TensorType]

    func input(_ position: Int) throws(GraphError) -> Tensor {
        guard inputs.indices.contains(position), let tensor = inputs[position] else {
            throw node.problem("its input \(position + 1) is left out")
        }
        return tensor
    }

    func optional(_ position: Int) -> Tensor? {
        inputs.indices.contains(position) ? inputs[position] : nil
    }

    func axis(_ axis: Int, rank: Int) -> Int { axis < 0 ? axis + rank : axis }

    func results() throws(GraphError) -> [Tensor] {
        let x = try input(0)
        switch node.operation {
        case .convolution(let attributes): return [try convolution(x, attributes)]
        case .transposedConvolution(let attributes):
            return [try transposedConvolution(x, attributes)]
        case .gemm(let attributes): return [try gemm(x, attributes)]
        case .matMul: return [try matMul(x, try input(1))]
        case .unary(let function): return [unary(function, x)]
        case .binary(let function): return [try binary(function, x, try input(1))]
        case .variadic(let function): return [try variadic(function)]
        case .leakyRelu(let slope): return [x.map { $0 < 0 ? Double(slope) * $0 : $0 }]
        case .elu(let scale):
            return [x.map { $0 < 0 ? Double(scale) * exponentialMinusOne($0) : $0 }]
        case .selu(let scale, let gain):
            return [
                x.map { Double(gain) * ($0 < 0 ? Double(scale) * exponentialMinusOne($0) : $0) }
            ]
        case .hardSigmoid(let slope, let offset):
            return [x.map { min(max(Double(slope) * $0 + Double(offset), 0), 1) }]
        case .gelu(let approximation): return [x.map { gelu($0, approximation) }]
        case .clip(let minimum, let maximum):
            return [x.map { min(max($0, minimum ?? -.infinity), maximum ?? .infinity) }]
        case .softmax(let axis): return [softmax(x, axis: axis, isLogarithmic: false)]
        case .logSoftmax(let axis): return [softmax(x, axis: axis, isLogarithmic: true)]
        case .batchNormalization(let epsilon, let momentum, let isTraining):
            return try batchNormalization(x, Double(epsilon), Double(momentum), isTraining)
        case .layerNormalization(let axis, let epsilon):
            return [try layerNormalization(x, axis: axis, Double(epsilon))]
        case .instanceNormalization(let epsilon):
            return [try instanceNormalization(x, Double(epsilon))]
        case .lrn(let size, let alpha, let beta, let bias):
            return [lrn(x, size, Double(alpha), Double(beta), Double(bias))]
        case .maxPool(let pooling): return [maxPool(x, pooling)]
        case .averagePool(let pooling): return [averagePool(x, pooling)]
        case .globalAveragePool: return [reduce(.mean, x, axes: Array(2..<x.shape.count))]
        case .globalMaxPool: return [reduce(.max, x, axes: Array(2..<x.shape.count))]
        case .reduce(let function, let axes, _): return [reduce(function, x, axes: axes)]
        case .argMax(let axis, _): return [argMax(x, axis: axis)]
        case .cast(let elementType): return [cast(x, to: elementType)]
        case .where: return [try chosen(x)]
        case .range: return [try range(x)]
        case .oneHot(let axis): return [try oneHot(x, axis: axis)]
        case .resize(let attributes): return [try resize(x, attributes)]
        default: return try moved(x)
        }
    }
}
