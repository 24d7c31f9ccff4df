import Files
import Graphs

extension NodeReader {
    /// What the node computes; inputs that became attributes are taken away.
    mutating func operation() throws -> Operation {
        let type = message.operatorType
        if let function = UnaryOperator(rawValue: type) { return .unary(function) }
        if let function = VariadicOperator(rawValue: type) { return .variadic(function) }
        if let function = ReduceOperator(rawValue: type) { return try reduction(function) }
        if let function = BinaryOperator(rawValue: type) {
            if function == .mod { try attributes.require("fmod", 0) }
            return .binary(function)
        }
        switch type {
        case "Conv": return .convolution(try convolution(weightPosition: 1))
        case "ConvTranspose": return try transposedConvolution()
        case "MaxPool", "AveragePool": return try pool(isMaximum: type == "MaxPool")
        case "GlobalAveragePool": return .globalAveragePool
        case "GlobalMaxPool": return .globalMaxPool
        case "Gemm":
            return .gemm(
                Gemm(
                    scale: try attributes.float("alpha", 1),
                    biasScale: try attributes.float("beta", 1),
                    transposesFirst: try attributes.flag("transA"),
                    transposesSecond: try attributes.flag("transB")))
        case "MatMul": return .matMul
        case "LeakyRelu": return .leakyRelu(slope: try attributes.float("alpha", 0.01))
        case "Elu": return .elu(scale: try attributes.float("alpha", 1))
        case "Selu":
            return .selu(
                scale: try attributes.float("alpha", 1.673_263_2),
                gain: try attributes.float("gamma", 1.050_701))
        case "HardSigmoid":
            return .hardSigmoid(
                slope: try attributes.float("alpha", 0.2), offset: try attributes.float("beta", 0.5)
            )
        case "Gelu": return .gelu(try attributes.choice("approximate", .none))
        case "Clip": return try clip()
        case "Softmax", "LogSoftmax":
            let axis = opset < 13 ? -1 : try attributes.int("axis") ?? -1
            return type == "Softmax" ? .softmax(axis: axis) : .logSoftmax(axis: axis)
        case "BatchNormalization": return try batchNormalization()
        case "LayerNormalization":
            try attributes.require("stash_type", 1)
            return .layerNormalization(
                axis: try attributes.int("axis") ?? -1,
                epsilon: try attributes.float("epsilon", 1e-5))
        case "InstanceNormalization":
            return .instanceNormalization(epsilon: try attributes.float("epsilon", 1e-5))
        case "LRN":
            guard let size = try attributes.int("size"), size > 0, size < 1 << 31 else {
                throw ModelProblem("it has no size")
            }
            return .lrn(
                size: size, alpha: try attributes.float("alpha", 0.0001),
                beta: try attributes.float("beta", 0.75), bias: try attributes.float("bias", 1))
        case "ArgMax":
            try attributes.require("select_last_index", 0)
            return .argMax(
                axis: try attributes.int("axis") ?? 0,
                keepsAxis: try attributes.int("keepdims") ?? 1 != 0)
        default: return try movement(type)
        }
    }

    private mutating func movement(_ type: String) throws -> Operation {
        switch type {
        case "Flatten": return .flatten(axis: try attributes.int("axis") ?? 1)
        case "Reshape": return .reshape(allowsZero: try attributes.flag("allowzero"))
        case "Transpose":
            let permutation = try attributes.ints("perm") ?? Array((0..<rank()).reversed())
            return .transpose(permutation: permutation)
        case "Squeeze": return .squeeze(axes: try axes(inputSince: 13))
        case "Unsqueeze":
            guard let axes = try axes(inputSince: 13) else { throw ModelProblem("it has no axes") }
            return .unsqueeze(axes: axes)
        case "Concat":
            guard let axis = try attributes.int("axis") else {
                throw ModelProblem("it has no axis")
            }
            return .concat(axis: axis)
        case "Split": return try split()
        case "Slice": return try slice()
        case "Gather": return .gather(axis: try attributes.int("axis") ?? 0)
        case "GatherND":
            try attributes.require("batch_dims", 0)
            return .gatherND
        case "ScatterND":
            if let reduction = try attributes.string("reduction"), reduction != "none" {
                throw ModelProblem(
                    "attribute 'reduction' is \(reduction.quotedOnOneLine); 'none' is supported")
            }
            return .scatterND
        case "Expand": return .expand
        case "Tile": return .tile
        case "Where": return .where
        case "Cast":
            try attributes.require("saturate", 1)
            if let mode = try attributes.string("round_mode"), mode != "up" {
                throw ModelProblem("attribute 'round_mode' is \(mode.quotedOnOneLine)")
            }
            let number = try attributes.int("to") ?? 0
            guard let elementType = ElementType(onnx: Int32(clamping: number)) else {
                throw ModelProblem("the element type \(number) is not supported")
            }
            return .cast(to: elementType)
        case "Identity": return .identity
        case "Dropout": return try dropout()
        case "ConstantOfShape":
            let value = try attributes.tensor("value").map { try tensors.read($0) }
            if let value, value.elementCount != 1 {
                throw ModelProblem("its value has \(value.elementCount) elements; 1 is needed")
            }
            return .constantOfShape(value: value ?? TensorData(floats: [0]))
        case "Shape":
            return .shape(start: try attributes.int("start") ?? 0, end: try attributes.int("end"))
        case "Size": return .size
        case "Range": return .range
        case "Pad": return try pad()
        case "Resize", "Upsample": return try resize()
        case "DepthToSpace":
            let mode = try attributes.string("mode") ?? "DCR"
            return .depthToSpace(
                blockSize: try attributes.int("blocksize") ?? 0, columnRowDepth: mode == "CRD")
        case "SpaceToDepth": return .spaceToDepth(blockSize: try attributes.int("blocksize") ?? 0)
        case "OneHot": return .oneHot(axis: try attributes.int("axis") ?? -1)
        default: throw ModelProblem("the operator is not supported")
        }
    }

    private mutating func reduction(_ function: ReduceOperator) throws -> Operation {
        let keeps = try attributes.int("keepdims") ?? 1 != 0
        let isNothing = try attributes.flag("noop_with_empty_axes")
        let axes = try axes(inputSince: function == .sum ? 13 : 18)
        if (axes ?? []).isEmpty {
            return isNothing ? .identity : .reduce(function, axes: nil, keepsAxes: keeps)
        }
        return .reduce(function, axes: axes, keepsAxes: keeps)
    }

    private mutating func clip() throws -> Operation {
        if opset < 11 {
            return .clip(
                minimum: try attributes.optionalFloat("min").map { Double($0) },
                maximum: try attributes.optionalFloat("max").map { Double($0) })
        }
        let minimum = try takeConstant(1, "bounds")?.numbers.first
        let maximum = try takeConstant(2, "bounds")?.numbers.first
        keepInputs(1)
        return .clip(minimum: minimum, maximum: maximum)
    }

    private func batchNormalization() throws -> Operation {
        try attributes.require("spatial", 1)
        let hasStatistics = opset < 14 && message.outputs.dropFirst().contains { !$0.isEmpty }
        let isTraining = try attributes.flag("training_mode") || hasStatistics
        return .batchNormalization(
            epsilon: try attributes.float("epsilon", 1e-5),
            momentum: try attributes.float("momentum", 0.9), isTraining: isTraining)
    }

    private mutating func dropout() throws -> Operation {
        let given = opset >= 12 ? try takeConstant(1, "ratio")?.numbers.first.map(Float.init) : nil
        let ratio = try given ?? attributes.float("ratio", 0.5)
        _ = try attributes.int("seed")
        guard (0...1).contains(ratio) else {
            throw ModelProblem("ratio is \(ratio); allowed is 0 to 1")
        }
        keepInputs(1)
        return .dropout(ratio: ratio)
    }

    private mutating func split() throws -> Operation {
        let axis = try attributes.int("axis") ?? 0
        if opset < 13 { return .split(axis: axis, sizes: try attributes.ints("split")) }
        if let count = try attributes.int("num_outputs"), count != message.outputs.count {
            throw ModelProblem(
                "it has \(message.outputs.count) outputs; attribute 'num_outputs' is \(count)")
        }
        let sizes = try takeConstant(1, "sizes")?.integers
        keepInputs(1)
        return .split(axis: axis, sizes: sizes)
    }

    private mutating func slice() throws -> Operation {
        if opset < 10 {
            for (position, key) in ["starts", "ends", "axes"].enumerated() {
                if let values = try attributes.ints(key) {
                    setInput(position + 1, add(TensorData(integers: values), key))
                }
            }
        }
        return .slice
    }

    private mutating func pad() throws -> Operation {
        if opset < 11 {
            let pads = try attributes.ints("pads") ?? []
            setInput(1, add(TensorData(integers: pads), "pads"))
            setInput(
                2, add(TensorData(floats: [try attributes.float("value", 0)], shape: []), "value"))
        }
        return .pad(try attributes.choice("mode", .constant))
    }

    private mutating func resize() throws -> Operation {
        let mode: Resize.Mode = try attributes.choice("mode", .nearest)
        if message.operatorType == "Upsample" || opset < 11 {
            var scales = inputCount > 1 ? message.inputs[1] : nil
            if let values = try attributes.floats("scales") {
                scales = add(TensorData(floats: values), "scales")
            }
            keepInputs(1)
            setInput(2, scales)
            return .resize(Resize(mode: mode, coordinates: .asymmetric, rounding: .floor))
        }
        try attributes.require("antialias", 0)
        try attributes.require("exclude_outside", 0)
        _ = try attributes.optionalFloat("cubic_coeff_a")
        _ = try attributes.optionalFloat("extrapolation_value")
        if let policy = try attributes.string("keep_aspect_ratio_policy"), policy != "stretch" {
            throw ModelProblem(
                "attribute 'keep_aspect_ratio_policy' is \(policy.quotedOnOneLine); 'stretch' is supported"
            )
        }
        // An input of no elements says, before opset 13, that it is left out.
        for position in 1..<max(2, inputCount) where weightShape(position)?.contains(0) ?? false {
            setInput(position, nil)
        }
        return .resize(
            Resize(
                mode: mode,
                coordinates: try attributes.choice("coordinate_transformation_mode", .halfPixel),
                rounding: try attributes.choice("nearest_mode", .preferFloor)))
    }
}
