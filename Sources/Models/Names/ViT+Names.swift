import Layers
import Tensors

extension VisionTransformer: ForeignNamed {
    /// Those of `ViTForImageClassification` of transformers, which keeps queries, keys and values in
    /// three layers. Older versions call the layers otherwise, and their files are still about.
    public static let namingSchemes = [
        NamingScheme("transformers", mark: "vit.") { state in
            try joiningQueries(state.renamed(by: transformersNames))
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

    /// Puts the rows of queries, keys and values one after another, as `qkv`.
    private static func joiningQueries(_ state: StateDictionary) throws -> StateDictionary {
        var tensors: [(name: String, tensor: Tensor)] = []
        for (name, tensor) in state.tensors {
            let parts = name.split(separator: ".")
            guard let place = parts.firstIndex(of: "attn"), place + 2 < parts.count,
                ["q", "k", "v"].contains(parts[place + 1])
            else {
                tensors.append((name, tensor))
                continue
            }
            guard parts[place + 1] == "q" else { continue }
            let block = parts[...place].joined(separator: ".")
            let others = ["k", "v"].compactMap { state["\(block).\($0).\(parts[place + 2])"] }
            tensors.append(
                (
                    "\(block).qkv.\(parts[place + 2])",
                    try Tensor.concatenating([tensor] + others, along: 0)
                ))
        }
        return StateDictionary(tensors, metadata: state.metadata)
    }
}
