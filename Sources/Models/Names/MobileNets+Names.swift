import Layers

extension MobileNetV1: ForeignNamed {
    /// Those of timm's `mobilenetv1_100` and of `MobileNetV1ForImageClassification`.
    ///
    /// The networks compute the same only where theirs were made without TensorFlow's padding
    /// (`tf_padding`) and with `layer_norm_eps` of 1e-5, as timm's are.
    public static let namingSchemes = [
        NamingScheme("timm", mark: "conv_stem.", .layers(timmLayer)),
        NamingScheme("transformers", mark: "mobilenet_v1.", .layers(transformersLayer)),
    ]

    /// The places of the convolution and normalisation in a block: the depthwise one, then 1×1.
    private static let places = ["conv_dw": 0, "bn1": 1, "conv_pw": 3, "bn2": 4]

    private static func timmLayer(_ path: [String]) -> String? {
        switch path[0] {
        case "conv_stem": "model.0.0"
        case "bn1": "model.0.1"
        case "classifier": "fc"
        case "blocks":
            block(path, countsPerStage: [1, 2, 2, 6, 2]).flatMap { block in
                path.last.flatMap { places[$0] }.map { "model.\(block + 1).\($0)" }
            }
        default: nil
        }
    }

    private static func transformersLayer(_ path: [String]) -> String? {
        guard path.count > 2 else { return path == ["classifier"] ? "fc" : nil }
        let offset = path.last == "normalization" ? 1 : 0
        if path[1] == "conv_stem" { return "model.0.\(offset)" }
        return Int(path[2]).map { "model.\($0 / 2 + 1).\($0 % 2 * 3 + offset)" }
    }
}

extension MobileNetV2: ForeignNamed {
    /// Those of timm's `mobilenetv2_100` and of `MobileNetV2ForImageClassification`.
    ///
    /// The networks compute the same only where theirs were made without TensorFlow's padding
    /// (`tf_padding`) and with `layer_norm_eps` of 1e-5, as timm's are.
    public static let namingSchemes = [
        NamingScheme("timm", mark: "conv_stem.", .layers(timmLayer)),
        NamingScheme("transformers", mark: "mobilenet_v2.", .layers(transformersLayer)),
    ]

    /// The places of the layers in the first block, which does not expand its input.
    private static let firstPlaces = [
        "conv_dw": "0.0", "bn1": "0.1", "conv_pw": "1", "bn2": "2",
        "conv_3x3.convolution": "0.0", "conv_3x3.normalization": "0.1",
        "reduce_1x1.convolution": "1", "reduce_1x1.normalization": "2",
    ]

    private static let places = [
        "conv_pw": "0.0", "bn1": "0.1", "conv_dw": "1.0", "bn2": "1.1", "conv_pwl": "2",
        "bn3": "3",
        "expand_1x1.convolution": "0.0", "expand_1x1.normalization": "0.1",
        "conv_3x3.convolution": "1.0", "conv_3x3.normalization": "1.1",
        "reduce_1x1.convolution": "2", "reduce_1x1.normalization": "3",
    ]

    private static func layer(_ name: String, ofBlock block: Int) -> String? {
        (block == 0 ? firstPlaces : places)[name].map { "features.\(block + 1).conv.\($0)" }
    }

    private static func timmLayer(_ path: [String]) -> String? {
        switch path[0] {
        case "conv_stem": "features.0.0"
        case "bn1": "features.0.1"
        case "conv_head": "features.18.0"
        case "bn2": "features.18.1"
        case "classifier": "classifier.1"
        case "blocks":
            block(path, countsPerStage: [1, 2, 3, 4, 3, 3, 1]).flatMap {
                layer(path[3...].joined(separator: "."), ofBlock: $0)
            }
        default: nil
        }
    }

    private static func transformersLayer(_ path: [String]) -> String? {
        guard path.count > 2 else { return path == ["classifier"] ? "classifier.1" : nil }
        let name = path.suffix(2).joined(separator: ".")
        let place = path.last == "normalization" ? 1 : 0
        switch path[1] {
        case "conv_stem":
            return path[2] == "first_conv" ? "features.0.\(place)" : layer(name, ofBlock: 0)
        case "conv_1x1": return "features.18.\(place)"
        default: return Int(path[2]).flatMap { layer(name, ofBlock: $0 + 1) }
        }
    }
}

/// The number of a block that timm calls `blocks.STAGE.BLOCK`, counted through all stages.
private func block(_ path: [String], countsPerStage: [Int]) -> Int? {
    guard path.count > 3, let stage = Int(path[1]), countsPerStage.indices.contains(stage),
        let block = Int(path[2])
    else { return nil }
    return countsPerStage[..<stage].reduce(block, +)
}
