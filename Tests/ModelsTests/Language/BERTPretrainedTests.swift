import Layers
import Models
import Tensors
import Testing

@Suite struct BERTPretrainedTests {
    private static func network() throws -> BERTClassifier {
        var configuration = BERTConfiguration(layerCount: 1, hiddenSize: 64)
        configuration.vocabularySize = 10
        return try BERTClassifier(configuration)
    }

    @Test(arguments: [
        ("embeddings.word_embeddings.weight", "bert.embeddings.word_embeddings.weight"),
        ("encoder.layer.0.output.dense.bias", "bert.encoder.layer.0.output.dense.bias"),
        ("pooler.dense.weight", "bert.pooler.dense.weight"),
        ("bert.pooler.dense.weight", "bert.pooler.dense.weight"),
        ("bert.embeddings.LayerNorm.gamma", "bert.embeddings.LayerNorm.weight"),
        ("bert.embeddings.LayerNorm.beta", "bert.embeddings.LayerNorm.bias"),
        ("classifier.weight", "classifier.weight"), ("", ""),
        ("embeddings.position_ids", nil), ("bert.embeddings.position_ids", nil),
        ("cls.predictions.bias", nil),
    ])
    func findsThePathOfAName(name: String, path: String?) {
        #expect(BERTClassifier.path(ofPretrained: name) == path)
    }

    @Test func loadsAnEncoderWithoutPrefix() throws {
        let (source, target) = try (Self.network(), Self.network())
        try disturb(source)
        let encoder = try source.stateDictionary().tensors.compactMap { name, tensor in
            name.hasPrefix("bert.")
                ? (name: String(name.dropFirst("bert.".count)), tensor: tensor) : nil
        }
        let numbers = try Tensor.range(512).reshaped([1, 512])
        let file = encoder + [(name: "embeddings.position_ids", tensor: numbers)]
        let before = try #require(target.stateDictionary()["classifier.weight"]).clone()

        let report = try target.load(pretrained: StateDictionary(file), from: "'encoder'")
        #expect(report.fresh == ["classifier.weight", "classifier.bias"])
        #expect(report.unused == ["embeddings.position_ids"])
        #expect(report.loaded.count == encoder.count && !report.isComplete)

        let (found, wanted) = try (target.stateDictionary(), source.stateDictionary())
        for (name, tensor) in found.tensors where name.hasPrefix("bert.") {
            #expect(try tensor.isEqual(to: #require(wanted[name])).minimum().item() == 1, "\(name)")
        }
        let kept = try #require(found["classifier.weight"])
        #expect(try kept.isEqual(to: before).minimum().item() == 1)
    }

    @Test func refusesAFileOfWhichNothingFits() throws {
        let state = StateDictionary([(name: "conv1.weight", tensor: try Tensor.zeros([1]))])
        #expect(throws: LayerError.self) {
            try Self.network().load(
                pretrained: state, from: "'model'", allowing: [.missing, .unexpected, .wrongShape])
        }
    }

    @Test func saysWhatIsMissing() throws {
        let network = try Self.network()
        let state = StateDictionary(
            try network.stateDictionary().tensors.filter { !$0.name.hasSuffix("query.weight") })
        let error = #expect(throws: LayerError.self) {
            try network.load(pretrained: state, from: "'model'")
        }
        #expect(
            error?.description == "'model' does not fit the network: 1 missing "
                + "(bert.encoder.layer.0.attention.self.query.weight)")
    }
}
