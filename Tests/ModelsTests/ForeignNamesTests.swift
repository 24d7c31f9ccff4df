import Foundation
import Layers
import Models
import Tensors
import Testing

/// Weights under the names of timm and transformers find their places.
@Suite struct ForeignNamesTests {
    private typealias Network = any ForeignNamed & Layer

    private static let kinds = [
        "timm-mobilenet-v1", "timm-mobilenet-v2", "transformers-mobilenet-v1",
        "transformers-mobilenet-v2", "transformers-resnet18", "transformers-resnet50",
        "transformers-vit",
    ]

    private static func network(_ kind: String) throws -> Network {
        switch kind {
        case "timm-mobilenet-v1", "transformers-mobilenet-v1": try MobileNetV1(classCount: 7)
        case "timm-mobilenet-v2", "transformers-mobilenet-v2": try MobileNetV2(classCount: 7)
        case "transformers-resnet18": try ResNet(.resNet18, classCount: 7)
        case "transformers-resnet50": try ResNet(.resNet50, classCount: 7)
        default:
            try VisionTransformer(
                .init(imageSize: 32, patchSize: 4, width: 48, blockCount: 3, headCount: 4),
                classCount: 7)
        }
    }

    /// The names and shapes that `Scripts/golden/huggingface.py names` writes, of timm 1.0.31 and
    /// transformers 5.24.0; the names of `transformers-vit-4` are those before version 5.
    private static func shapes(_ kind: String) throws -> [String: [Int]] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/foreign-names.json")
        let all = try JSONDecoder().decode(
            [String: [String: [Int]]].self, from: Data(contentsOf: file))
        return try #require(all[kind])
    }

    @Test(arguments: kinds + ["transformers-vit-4"])
    func everyNameHasAPlaceOfItsShape(kind: String) throws {
        let network = try Self.network(kind)
        let state = StateDictionary(
            try Self.shapes(kind).map { name, shape in
                let type: ScalarType = name.hasSuffix("num_batches_tracked") ? .int64 : .float32
                return (name, try Tensor.zeros(shape, type: type))
            })
        #expect(throws: LayerError.self) { try network.load(state) }
        #expect(try network.load(network.ownNames(state)).isComplete)
    }

    @Test func ownNamesStay() throws {
        for kind in Self.kinds {
            let network = try Self.network(kind)
            let state = try network.stateDictionary()
            #expect(try network.ownNames(state).tensors.map(\.name) == state.tensors.map(\.name))
        }
    }

    @Test(
        .enabled(if: PythonReference.python != nil, PythonReference.need), arguments: kinds)
    func givesTheLogitsOfTheOtherLibrary(kind: String) throws {
        let reference = try PythonReference(kind)
        let network = try Self.network(kind)
        try network.load(network.ownNames(reference.state("model.safetensors")))
        network.setTraining(false)
        let batch = try reference.state("batch.safetensors")
        let images = try #require(batch["x"] ?? batch["pixel_values"])
        try withoutGradients {
            try expectClose(network(images), #require(batch["logits"]), "\(kind)")
        }
    }
}
