extension Operation {
    /// The name in ONNX.
    public var name: String {
        switch self {
        case .convolution: "Conv"
        case .transposedConvolution: "ConvTranspose"
        case .gemm: "Gemm"
        case .matMul: "MatMul"
        case .unary(let function): function.rawValue
        case .binary(let function): function.rawValue
        case .variadic(let function): function.rawValue
        case .leakyRelu: "LeakyRelu"
        case .elu: "Elu"
        case .selu: "Selu"
        case .hardSigmoid: "HardSigmoid"
        case .gelu: "Gelu"
        case .clip: "Clip"
        case .softmax: "Softmax"
        case .logSoftmax: "LogSoftmax"
        case .batchNormalization: "BatchNormalization"
        case .layerNormalization: "LayerNormalization"
        case .instanceNormalization: "InstanceNormalization"
        case .lrn: "LRN"
        case .maxPool: "MaxPool"
        case .averagePool: "AveragePool"
        case .globalAveragePool: "GlobalAveragePool"
        case .globalMaxPool: "GlobalMaxPool"
        case .reduce(let function, _, _): function.rawValue
        case .argMax: "ArgMax"
        case .flatten: "Flatten"
        case .reshape: "Reshape"
        case .transpose: "Transpose"
        case .squeeze: "Squeeze"
        case .unsqueeze: "Unsqueeze"
        case .concat: "Concat"
        case .split: "Split"
        case .slice: "Slice"
        case .gather: "Gather"
        case .gatherND: "GatherND"
        case .scatterND: "ScatterND"
        case .expand: "Expand"
        case .tile: "Tile"
        case .where: "Where"
        case .cast: "Cast"
        case .identity: "Identity"
        case .dropout: "Dropout"
        case .constantOfShape: "ConstantOfShape"
        case .shape: "Shape"
        case .size: "Size"
        case .range: "Range"
        case .pad: "Pad"
        case .resize: "Resize"
        case .depthToSpace: "DepthToSpace"
        case .spaceToDepth: "SpaceToDepth"
        case .oneHot: "OneHot"
        }
    }

    /// How many inputs a node may have.
    public var inputCount: ClosedRange<Int> {
        switch self {
        case .convolution, .transposedConvolution, .gemm, .layerNormalization: 2...3
        case .matMul, .binary, .gather, .gatherND, .reshape, .expand, .tile: 2...2
        case .variadic, .concat: 1...Int.max
        case .batchNormalization: 5...5
        case .instanceNormalization, .where, .range, .oneHot, .scatterND: 3...3
        case .slice: 3...5
        case .pad: 2...4
        case .resize: 1...4
        case .unary, .leakyRelu, .elu, .selu, .hardSigmoid, .gelu, .clip, .softmax, .logSoftmax,
            .lrn, .maxPool, .averagePool, .globalAveragePool, .globalMaxPool, .reduce, .argMax,
            .flatten, .transpose, .squeeze, .unsqueeze, .split, .cast, .identity, .dropout,
            .constantOfShape, .shape, .size, .depthToSpace, .spaceToDepth:
            1...1
        }
    }

    /// How many outputs a node may have.
    public var outputCount: ClosedRange<Int> {
        switch self {
        case .split: 1...Int.max
        case .batchNormalization(_, _, let isTraining): 1...(isTraining ? 3 : 1)
        default: 1...1
        }
    }

    /// Whether the operation leaves elements out while training.
    var isDropout: Bool {
        if case .dropout = self { true } else { false }
    }

    /// Whether the operation needs only the sizes of its input, not its elements.
    public var readsOnlyShapes: Bool {
        switch self {
        case .shape, .size: true
        default: false
        }
    }
}
