import Layers

extension VisionTransformer: ForeignNamed {
    /// Those of `ViTForImageClassification` of transformers, which keeps queries, keys and values in
    /// three layers. Older versions call the layers otherwise, and their files are still about.
    public static let namingSchemes = [
        NamingScheme("transformers", mark: "vit.") { name in
            transformersNames(name).map(place)
        }
    ]

    private static let ends = [
        "attention.q_proj": "attn.q", "attention.attention.query": "attn.q",
        "attention.k_proj": "attn.k", "attention.attention.key": "attn.k",
        "attention.v_proj": "attn.v", "attention.attention.value": "attn.v",
        "attention.o_proj": "attn.proj", "attention.output.dense": "attn.proj",
        "mlp.fc1": "mlp.fc1", "intermediate.dense": "mlp.fc1",
        "mlp.fc2": "mlp.fc2", "output.dense": "mlp.fc2",
        "layernorm_before": "norm1", "layernorm_after": "norm2",
    ]

    private static let transformersNames =
        NameMap.renamingPrefix("vit.embeddings.cls_token", to: "cls_token")
        .then(.renamingPrefix("vit.embeddings.position_embeddings", to: "pos_embed"))
        .then(.renamingPrefix("vit.embeddings.patch_embeddings.projection", to: "patch_embed.proj"))
        .then(.renamingPrefix("vit.layernorm.", to: "norm."))
        .then(.renamingPrefix("classifier.", to: "head."))
        .then(.renamingPrefix("vit.encoder.layer.", to: "vit.layers."))
        .then(
            .layers { path in
                guard path.starts(with: ["vit", "layers"]), path.count > 3 else { return nil }
                let end = path[3...].joined(separator: ".")
                return ends[end].map { "blocks.\(path[2]).\($0)" }
            })

    /// Queries, keys and values, whose rows stand one after another in `qkv`.
    private static let joinedParts = ["q", "k", "v"]

    /// Where a tensor belongs that is called so when all other names are the network's.
    private static func place(of name: String) -> NamingScheme.Place {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let attention = parts.firstIndex(of: "attn"), attention + 2 < parts.count,
            let part = joinedParts.firstIndex(of: parts[attention + 1])
        else { return NamingScheme.Place(name: name) }
        parts[attention + 1] = "qkv"
        return NamingScheme.Place(name: parts.joined(separator: "."), part: part)
    }
}
