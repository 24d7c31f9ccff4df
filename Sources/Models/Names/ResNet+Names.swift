import Layers

extension ResNet: ForeignNamed {
    /// Those of `ResNetForImageClassification` of transformers. timm's are this network's own.
    public static let namingSchemes = [
        NamingScheme("transformers", mark: "resnet.", .layers(transformersLayer))
    ]

    private static func transformersLayer(_ path: [String]) -> String? {
        if path == ["classifier", "1"] { return "fc" }
        let isNorm = path.last == "normalization"
        guard path.starts(with: ["resnet", "encoder", "stages"]), path.count >= 8,
            let stage = Int(path[3])
        else {
            return path.starts(with: ["resnet", "embedder"]) ? (isNorm ? "bn1" : "conv1") : nil
        }
        let block = "layer\(stage + 1).\(path[5])"
        if path[6] == "shortcut" { return "\(block).downsample.\(isNorm ? 1 : 0)" }
        return Int(path[7]).map { "\(block).\(isNorm ? "bn" : "conv")\($0 + 1)" }
    }
}
