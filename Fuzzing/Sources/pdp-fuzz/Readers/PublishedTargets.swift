import Foundation
import Graphs
import Models
import ONNXFiles
import TensorFiles

/// Indices of weights in several files, whose two files stay as they are.
struct ShardIndexTarget: FuzzTarget {
    let mutator: Mutator
    private let path: String

    private static let index = """
        {"metadata": {"total_size": 16, "format": "pt"}, "weight_map": {"a": "one.safetensors", \
        "b.weight": "one.safetensors", "c": "two.safetensors"}}
        """

    init(in folder: String) throws {
        path = folder + "/model.safetensors.index.json"
        for (file, names) in [("one", ["a", "b.weight"]), ("two", ["c"])] {
            var writer = SafetensorsWriter()
            for name in names { try writer.add(name, shape: [1], floats: [1]) }
            try writer.write(to: "\(folder)/\(file).safetensors")
        }
        mutator = Mutator(
            seeds: [Array(Self.index.utf8)],
            tokens: [
                "{", "}", "[", "]", ",", ":", "\"weight_map\"", "\"metadata\"", "null", "true",
                "\"one.safetensors\"", "\"two.safetensors\"", "\"../one.safetensors\"", "\".\"",
                "\"/dev/zero\"", "\"three.bin\"", "\"a\"", "\"\\u0000\"", "\\ud800", "\u{FEFF}",
                "[[[[[[[[[[[[[[[[", "1e999", "\"model.safetensors.index.json\"",
            ].map { Array($0.utf8) },
            repair: { Array(String(decoding: $0, as: UTF8.self).utf8) })
    }

    func read(_ input: [UInt8]) throws {
        try write(input, to: path)
        let file = try openTensorFile(at: path)
        for name in file.names { _ = try file.sparsity(of: name) }
    }
}

/// Networks in ONNX files, with the elements of all their weights.
struct ONNXTarget: FuzzTarget {
    let mutator: Mutator
    private let path: String

    init(in folder: String, repository: Repository) throws {
        path = folder + "/model.onnx"
        mutator = Mutator(
            seeds: try repository.files(in: "Tests/ONNXFilesTests/Golden", ending: [".onnx"]),
            tokens: [
                "Conv", "Gemm", "Reshape", "Slice", "Concat", "Cast", "Constant", "Unsqueeze",
                "ConstantOfShape", "axes", "axis", "pads", "group", "kernel_shape", "ai.onnx",
                "location", "offset", "length", "../model.onnx", "N", "",
            ].map { Array($0.utf8) } + [
                [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
                [0x0A, 0x00], [0x12, 0x7F], [0x1A, 0x80, 0x80, 0x80, 0x80, 0x08], [0x22, 0x04],
                [0x2A, 0x02, 0x08, 0x01], [0x0B], [0x0C], [0x80], [0x00], [0x3A, 0x01, 0x41],
            ],
            repair: { $0 })
    }

    func read(_ input: [UInt8]) throws {
        for weight in try graph(input).weights.values {
            weight.withUnsafeBytes { _ = $0.reduce(0, ^) }
        }
    }

    /// The graph of a file with the bytes `input`.
    func graph(_ input: [UInt8]) throws -> Graph {
        try write(input, to: path)
        return try ONNXFile(path: path).graph
    }
}

/// What stands beside weights: `config.json`, `preprocessor_config.json` and
/// `tokenizer_config.json`.
struct BesideWeightsTarget: FuzzTarget {
    let mutator: Mutator

    private static let seeds = [
        """
        {"id2label": {"0": "cat", "1": "dog"}, "label2id": {"cat": 0, "dog": 1}, "pretrained_cfg": \
        {"mean": [0.5, 0.5, 0.5], "std": [0.2, 0.2, 0.2], "input_size": [3, 224, 224], \
        "crop_pct": 0.875, "interpolation": "bicubic", "label_names": ["cat", "dog"]}}
        """,
        """
        {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.2, 0.2, 0.2], "do_normalize": true, \
        "do_rescale": true, "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 256}, \
        "crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "resample": 3}
        """,
        """
        {"do_lower_case": true, "tokenizer_class": "BertTokenizer"}
        """,
        """
        {"model_type": "bert", "vocab_size": 30522, "hidden_size": 128, "num_hidden_layers": 2, \
        "num_attention_heads": 2, "intermediate_size": 512, "max_position_embeddings": 512, \
        "hidden_act": "gelu", "layer_norm_eps": 1e-12, "type_vocab_size": 2}
        """,
    ]

    init() {
        mutator = Mutator(
            seeds: Self.seeds.map { Array($0.utf8) },
            tokens: [
                "{", "}", "[", "]", ",", ":", "null", "true", "\"id2label\":", "\"label2id\":",
                "\"mean\":", "\"size\": 224", "\"0\": \"a\"", "\"\\u0000\"", "\\ud800", "\u{FEFF}",
                "[[[[[[[[[[[[[[[[", "1e999", "-0.0", "\"pretrained_cfg\": {",
            ].map { Array($0.utf8) } + [[0xFF], [0]],
            repair: { Array(String(decoding: $0, as: UTF8.self).utf8) })
    }

    func read(_ input: [UInt8]) throws {
        let text = String(decoding: input, as: UTF8.self)
        var last: (any Error)?
        for attempt in [
            { _ = try PublishedClasses(json: text, from: "'config.json'") },
            { _ = try PublishedImages(timm: text, from: "'config.json'") },
            { _ = try PublishedImages(preprocessor: text, from: "'preprocessor_config.json'") },
            { _ = try PublishedTokenizer(json: text, from: "'tokenizer_config.json'") },
            { _ = try BERTConfiguration(json: text, from: "'config.json'") },
        ] as [() throws -> Void] {
            do {
                try attempt()
            } catch {
                last = error
                try check(error)
            }
        }
        if let last { throw last }
    }
}
