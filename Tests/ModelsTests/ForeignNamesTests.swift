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

    @Test(arguments: kinds + ["transformers-vit-4"])
    func theNamesOfAFileAreWrittenAgain(kind: String) throws {
        let network = try Self.network(kind)
        let shapes = try Self.shapes(kind)
        let file = StateDictionary(
            try shapes.map { name, shape in
                let type: ScalarType = name.hasSuffix("num_batches_tracked") ? .int64 : .float32
                return (name, try Tensor.zeros(shape, type: type))
            })
        let names = try #require(try ForeignNames(of: file, for: network))
        let own = try network.stateDictionary(metadata: ["a": "b"])
        #expect(names.library == String(kind.prefix { $0 != "-" }))
        #expect(names.missing(among: own.tensors.map(\.name)) == [])
        let written = try names.renamed(own)
        #expect(written.metadata == ["a": "b"])
        #expect(
            Dictionary(uniqueKeysWithValues: written.tensors.map { ($0.name, $0.tensor.shape) })
                == shapes)
        let read = try network.ownNames(written)
        #expect(read.tensors.count == own.tensors.count)
        for (name, tensor) in own.tensors where tensor.count > 0 {
            let other = try #require(read[name])
            let isSame = try tensor.isEqual(to: other).converted(to: .float32).minimum().item()
            #expect(isSame == 1, "\(name)")
        }
        for (name, _) in own.tensors {
            #expect(names.names(of: name).allSatisfy { names.ownName(of: $0) == name })
        }
    }

    @Test func namesThatAFileLacksAreKnown() throws {
        let network = try Self.network("timm-mobilenet-v2")
        let shapes = try Self.shapes("timm-mobilenet-v2").filter {
            !$0.key.hasPrefix("classifier.") && !$0.key.hasSuffix("num_batches_tracked")
        }
        let file = StateDictionary(try shapes.map { ($0, try Tensor.zeros($1)) })
        let names = try #require(try ForeignNames(of: file, for: network))
        let own = try network.stateDictionary()
        #expect(
            names.missing(among: own.tensors.map(\.name))
                == ["classifier.1.weight", "classifier.1.bias"])
        #expect(try names.renamed(own).tensors.count == shapes.count)
    }

    @Test func rowsThatAreNotAllThereCannotBeCutOutAgain() throws {
        let network = try Self.network("transformers-vit")
        let shapes = try Self.shapes("transformers-vit").filter { !$0.key.contains("k_proj") }
        let file = StateDictionary(try shapes.map { ($0, try Tensor.zeros($1)) })
        let names = try #require(try ForeignNames(of: file, for: network))
        let own = try network.stateDictionary().tensors.map(\.name)
        #expect(names.missing(among: own).count == 6)
    }

    @Test func ownNamesAreNotForeign() throws {
        for kind in Self.kinds {
            let network = try Self.network(kind)
            #expect(try ForeignNames(of: network.stateDictionary(), for: network) == nil)
        }
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
