import Layers
import Models
import Tensors
import Testing

@Suite struct ViTTests {
    private static let small = VisionTransformer.Configuration(
        imageSize: 32, patchSize: 4, width: 48, blockCount: 3, headCount: 4)

    @Test func hasTheNamesOfTimm() throws {
        let network = try VisionTransformer(Self.small, classCount: 7)
        let shapes = try network.stateDictionary().tensors.map { "\($0.name) \($0.tensor.shape)" }
        #expect(shapes.count == 8 + 3 * 12)
        #expect(
            shapes.prefix(6) == [
                "cls_token [1, 1, 48]", "pos_embed [1, 65, 48]",
                "patch_embed.proj.weight [48, 3, 4, 4]", "patch_embed.proj.bias [48]",
                "blocks.0.norm1.weight [48]", "blocks.0.norm1.bias [48]",
            ])
        for name in [
            "blocks.2.attn.qkv.weight [144, 48]", "blocks.2.attn.proj.weight [48, 48]",
            "blocks.2.norm2.bias [48]", "blocks.2.mlp.fc1.weight [192, 48]",
            "blocks.2.mlp.fc2.weight [48, 192]", "norm.weight [48]", "head.weight [7, 48]",
        ] { #expect(shapes.contains(name)) }
    }

    @Test func refusesImagesOfAnotherSize() throws {
        let network = try VisionTransformer(Self.small)
        let error = #expect(throws: ModelError.self) { try network(Tensor.zeros([1, 3, 28, 30])) }
        #expect(error == .wrongImageSize(found: [28, 30], needed: [32, 32]))
        #expect(error?.description == "the images are 28×30; the network was made for 32×32")
    }

    @Test func classifiesEachImageByItself() throws {
        let network = try VisionTransformer(Self.small)
        try disturb(network)
        let images = try Tensor.randomNormal([3, 3, 32, 32])
        let both = try network(images).narrowed(0, to: 1..<2)
        try expectClose(network(images.narrowed(0, to: 1..<2)), both)
    }

    @Test(.enabled(if: PythonReference.python != nil, PythonReference.need))
    func givesTheLogitsOfANetworkOfTimm() throws {
        let reference = try PythonReference("vit")
        let network = try VisionTransformer(Self.small, classCount: 7)
        try network.load(reference.state("model.safetensors"))
        let batch = try reference.state("batch.safetensors")
        let images = try #require(batch["x"])
        try expectClose(network(images), #require(batch["logits"]))
        try disturb(network)
        try expectClose(network(images), reference.logits(of: network))
    }
}
