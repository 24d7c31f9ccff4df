import Files
import Foundation
import Graphs

/// Writes nodes for one opset, with constants where the opset has inputs for attributes.
struct NodeWriter {
    let opset: Int
    private(set) var messages: [NodeMessage] = []
    private(set) var constants: [String: TensorData] = [:]
    private(set) var problems: [String] = []
    private var taken: Set<String>
    private let types: [String: TensorType]

    /// Makes a writer for the nodes of a graph whose values have `types`.
    init(opset: Int, types: [String: TensorType]) {
        self.opset = opset
        self.types = types
        taken = Set(types.keys)
    }

    mutating func write(_ node: Node) {
        var message = NodeMessage()
        message.name = node.name
        message.operatorType = node.operation.name
        message.outputs = node.outputs
        var inputs = node.inputs
        message.attributes = attributes(node, &inputs)
        message.inputs = inputs.map { $0 ?? "" }
        messages.append(message)
    }

    private mutating func constant(_ node: Node, _ role: String, _ data: TensorData) -> String {
        var name = "\(node.outputs.first ?? node.name).\(role)"
        while !taken.insert(name).inserted { name += "_" }
        constants[name] = data
        return name
    }

    private mutating func attributes(_ node: Node, _ inputs: inout [String?]) -> [AttributeMessage]
    {
        switch node.operation {
        case .convolution(let attributes): return convolution(attributes, of: node)
        case .transposedConvolution(let attributes):
            return convolution(attributes.convolution, of: node) + [
                .ints("output_padding", attributes.outputPadding)
            ]
        case .maxPool(let pooling): return pool(pooling)
        case .averagePool(let pooling):
            if pooling.dilations.contains(where: { $0 != 1 }), opset < 19 {
                problems.append(
                    "node \(node.name.quotedOnOneLine) (AveragePool) has dilations, which need opset 19; \(opset) was asked for"
                )
            }
            return pool(pooling, isAverage: true)
        case .gemm(let gemm):
            return [
                .float("alpha", gemm.scale), .float("beta", gemm.biasScale),
                .int("transA", gemm.transposesFirst ? 1 : 0),
                .int("transB", gemm.transposesSecond ? 1 : 0),
            ]
        case .leakyRelu(let slope): return [.float("alpha", slope)]
        case .elu(let scale): return [.float("alpha", scale)]
        case .selu(let scale, let gain): return [.float("alpha", scale), .float("gamma", gain)]
        case .hardSigmoid(let slope, let offset):
            return [.float("alpha", slope), .float("beta", offset)]
        case .gelu(let approximation): return [.string("approximate", approximation.rawValue)]
        case .clip(let minimum, let maximum):
            let type = types[inputs[0] ?? ""]?.elementType ?? .float32
            for (position, bound) in [minimum, maximum].enumerated() {
                guard let bound, let data = try? TensorData(type, numbers: [bound], shape: [])
                else {
                    inputs.append(nil)
                    continue
                }
                inputs.append(constant(node, position == 0 ? "minimum" : "maximum", data))
            }
            return []
        case .softmax(let axis), .logSoftmax(let axis), .flatten(let axis), .concat(let axis),
            .gather(let axis),
            .oneHot(let axis):
            return [.int("axis", axis)]
        case .batchNormalization(let epsilon, let momentum, let isTraining):
            let base: [AttributeMessage] = [
                .float("epsilon", epsilon), .float("momentum", momentum),
            ]
            return opset < 14 ? base : base + [.int("training_mode", isTraining ? 1 : 0)]
        case .layerNormalization(let axis, let epsilon):
            return [.int("axis", axis), .float("epsilon", epsilon)]
        case .instanceNormalization(let epsilon): return [.float("epsilon", epsilon)]
        case .lrn(let size, let alpha, let beta, let bias):
            return [
                .int("size", size), .float("alpha", alpha), .float("beta", beta),
                .float("bias", bias),
            ]
        case .reduce(let function, let axes, let keeps):
            let keep = AttributeMessage.int("keepdims", keeps ? 1 : 0)
            guard let axes else { return [keep] }
            if opset < 18, function != .sum { return [keep, .ints("axes", axes)] }
            inputs.append(constant(node, "axes", TensorData(integers: axes)))
            return [keep]
        case .argMax(let axis, let keeps):
            return [.int("axis", axis), .int("keepdims", keeps ? 1 : 0)]
        case .reshape(let allowsZero):
            return opset < 14 || !allowsZero ? [] : [.int("allowzero", 1)]
        case .transpose(let permutation): return [.ints("perm", permutation)]
        case .squeeze(let axes):
            if let axes { inputs.append(constant(node, "axes", TensorData(integers: axes))) }
            return []
        case .unsqueeze(let axes):
            inputs.append(constant(node, "axes", TensorData(integers: axes)))
            return []
        case .split(let axis, let sizes):
            // Before opset 18 parts without sizes must be equal.
            let sizes = sizes ?? (opset < 18 ? partSizes(node, axis: axis) : nil)
            if let sizes { inputs.append(constant(node, "sizes", TensorData(integers: sizes))) }
            let hasCount = sizes == nil && opset >= 18
            return [.int("axis", axis)]
                + (hasCount ? [.int("num_outputs", node.outputs.count)] : [])
        case .cast(let elementType): return [.int("to", Int(elementType.onnx))]
        case .dropout(let ratio):
            inputs.append(constant(node, "ratio", TensorData(floats: [ratio], shape: [])))
            return []
        case .constantOfShape(let value):
            guard let one = try? value.reshaped(to: [1]) else { return [] }
            return [.tensor("value", ONNXWriter.tensor("", one))]
        case .shape(let start, let end):
            return opset < 15 ? [] : [.int("start", start)] + (end.map { [.int("end", $0)] } ?? [])
        case .pad(let mode): return [.string("mode", mode.rawValue)]
        case .resize(let resize):
            return [
                .string("mode", resize.mode.rawValue),
                .string("nearest_mode", resize.rounding.rawValue),
                .string("coordinate_transformation_mode", resize.coordinates.rawValue),
            ]
        case .depthToSpace(let block, let columnRowDepth):
            return [.int("blocksize", block), .string("mode", columnRowDepth ? "CRD" : "DCR")]
        case .spaceToDepth(let block): return [.int("blocksize", block)]
        case .matMul, .unary, .binary, .variadic, .globalAveragePool, .globalMaxPool, .slice,
            .gatherND, .scatterND, .expand, .tile, .where,
            .identity, .size, .range:
            return []
        }
    }

    /// The sizes of the parts of a split, where they are known.
    private func partSizes(_ node: Node, axis: Int) -> [Int]? {
        let sizes = node.outputs.compactMap { name -> Int? in
            guard let shape = types[name]?.shape else { return nil }
            return shape[axis < 0 ? axis + shape.count : axis].value
        }
        return sizes.count == node.outputs.count ? sizes : nil
    }

    private func convolution(
        _ attributes: Convolution, of node: Node
    ) -> [AttributeMessage] {
        let shape = node.input(1).flatMap { types[$0] }?.shape.dropFirst(2) ?? []
        let kernel = shape.compactMap(\.value)
        return [
            .ints("strides", attributes.strides), .ints("dilations", attributes.dilations),
            .int("group", attributes.groups),
        ] + (kernel.count == attributes.strides.count ? [.ints("kernel_shape", kernel)] : [])
            + padding(attributes.padding)
    }

    private func pool(_ pooling: Pooling, isAverage: Bool = false) -> [AttributeMessage] {
        var result: [AttributeMessage] = [
            .ints("kernel_shape", pooling.kernel), .ints("strides", pooling.strides),
            .int("ceil_mode", pooling.roundsUp ? 1 : 0),
        ]
        if isAverage { result.append(.int("count_include_pad", pooling.countsPadding ? 1 : 0)) }
        if !isAverage || opset >= 19 { result.append(.ints("dilations", pooling.dilations)) }
        return result + padding(pooling.padding)
    }

    private func padding(_ padding: Padding) -> [AttributeMessage] {
        switch padding {
        case .explicit(let sizes): [.ints("pads", sizes)]
        case .sameUpper: [.string("auto_pad", "SAME_UPPER")]
        case .sameLower: [.string("auto_pad", "SAME_LOWER")]
        }
    }
}

extension AttributeMessage {
    private init(_ name: String, kind: Int32) {
        self.init()
        self.name = name
        self.kind = kind
    }

    static func float(_ name: String, _ value: Float) -> Self {
        var attribute = Self(name, kind: 1)
        attribute.float = value
        return attribute
    }

    static func int(_ name: String, _ value: Int) -> Self {
        var attribute = Self(name, kind: 2)
        attribute.int = Int64(value)
        return attribute
    }

    static func string(_ name: String, _ value: String) -> Self {
        var attribute = Self(name, kind: 3)
        attribute.string = Data(value.utf8)
        return attribute
    }

    static func tensor(_ name: String, _ value: TensorMessage) -> Self {
        var attribute = Self(name, kind: 4)
        attribute.tensor = value
        return attribute
    }

    static func ints(_ name: String, _ values: [Int]) -> Self {
        var attribute = Self(name, kind: 7)
        attribute.ints = values.map { Int64($0) }
        return attribute
    }
}
