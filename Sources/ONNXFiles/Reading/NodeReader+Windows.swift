import Files
import Graphs

extension NodeReader {
    mutating func convolution(weightPosition: Int) throws -> Convolution {
        let kernel = try attributes.ints("kernel_shape")
        guard let count = kernel?.count ?? weightShape(weightPosition).map({ $0.count - 2 }) else {
            throw ModelProblem("the size of its kernel is not known")
        }
        if let shape = weightShape(weightPosition), let kernel, Array(shape.dropFirst(2)) != kernel
        {
            throw ModelProblem(
                "attribute 'kernel_shape' is \(kernel); its weights have the shape \(shape)")
        }
        return Convolution(
            strides: try attributes.ints("strides") ?? ones(count), padding: try padding(count),
            dilations: try attributes.ints("dilations") ?? ones(count),
            groups: try attributes.int("group") ?? 1)
    }

    mutating func transposedConvolution() throws -> Operation {
        let convolution = try convolution(weightPosition: 1)
        guard case .explicit = convolution.padding else {
            throw ModelProblem("attribute 'auto_pad' is not supported here")
        }
        let added = try attributes.ints("output_padding") ?? convolution.strides.map { _ in 0 }
        return .transposedConvolution(TransposedConvolution(convolution, outputPadding: added))
    }

    func pool(isMaximum: Bool) throws -> Operation {
        guard let kernel = try attributes.ints("kernel_shape") else {
            throw ModelProblem("the size of its window is not known")
        }
        let count = kernel.count
        var pooling = Pooling(
            kernel: kernel, strides: try attributes.ints("strides") ?? ones(count),
            padding: try padding(count), dilations: try attributes.ints("dilations") ?? ones(count),
            roundsUp: try attributes.flag("ceil_mode"))
        if isMaximum {
            try attributes.require("storage_order", 0)
            return .maxPool(pooling)
        }
        pooling.countsPadding = try attributes.flag("count_include_pad")
        return .averagePool(pooling)
    }

    private func ones(_ count: Int) -> [Int] { [Int](repeating: 1, count: max(count, 0)) }

    private func padding(_ count: Int) throws -> Padding {
        let zeros = [Int](repeating: 0, count: 2 * max(count, 0))
        let sizes = try attributes.ints("pads")
        switch try attributes.string("auto_pad") ?? "NOTSET" {
        case "NOTSET": return .explicit(sizes ?? zeros)
        case "VALID": return .explicit(zeros)
        case "SAME_UPPER": return .sameUpper
        case "SAME_LOWER": return .sameLower
        case let other:
            throw ModelProblem(
                "attribute 'auto_pad' is \(other.quotedOnOneLine), which is not supported")
        }
    }
}
