import Layers
import Models
import Tensors
import Testing

@Suite struct BERTTests {
    private let network: BERTClassifier
    private let tokens: Tensor

    init() throws {
        var configuration = BERTConfiguration(layerCount: 2, hiddenSize: 64)
        configuration.headCount = 4
        configuration.vocabularySize = 50
        configuration.maximumPositionCount = 12
        configuration.classCount = 3
        network = try BERTClassifier(configuration)
        try disturb(network)
        network.setTraining(false)
        tokens = try Tensor([3, 14, 15, 9, 26, 5, 35, 8].map(Int64.init), shape: [2, 4])
    }

    private func integers(_ values: [Int64], _ shape: [Int]) throws -> Tensor {
        try Tensor(values, shape: shape)
    }

    @Test func hasTheNamesOfHuggingFace() throws {
        let shapes = try network.stateDictionary().tensors.map { "\($0.name) \($0.tensor.shape)" }
        #expect(shapes.count == 5 + 2 * 16 + 4)
        for name in [
            "bert.embeddings.word_embeddings.weight [50, 64]",
            "bert.embeddings.position_embeddings.weight [12, 64]",
            "bert.embeddings.token_type_embeddings.weight [2, 64]",
            "bert.embeddings.LayerNorm.weight [64]", "bert.embeddings.LayerNorm.bias [64]",
            "bert.encoder.layer.0.attention.self.query.weight [64, 64]",
            "bert.encoder.layer.1.attention.self.key.bias [64]",
            "bert.encoder.layer.1.attention.self.value.weight [64, 64]",
            "bert.encoder.layer.1.attention.output.dense.weight [64, 64]",
            "bert.encoder.layer.1.attention.output.LayerNorm.weight [64]",
            "bert.encoder.layer.1.intermediate.dense.weight [256, 64]",
            "bert.encoder.layer.1.output.dense.weight [64, 256]",
            "bert.encoder.layer.1.output.LayerNorm.bias [64]",
            "bert.pooler.dense.weight [64, 64]", "classifier.weight [3, 64]",
            "classifier.bias [3]",
        ] { #expect(shapes.contains(name)) }
    }

    @Test func keepsPoolerAndClassifierDense() {
        let kept = network.namedParameters.filter(\.parameter.isKeptDense).map(\.path)
        #expect(
            kept == [
                "bert.pooler.dense.weight", "bert.pooler.dense.bias", "classifier.weight",
                "classifier.bias",
            ])
        let linear = network.namedParameters.filter {
            $0.parameter.kind == .linear && !$0.parameter.isKeptDense
        }
        #expect(linear.count == 12)
        #expect(linear.allSatisfy { $0.path.hasPrefix("bert.encoder.layer.") })
    }

    @Test func doesNotSeePadding() throws {
        let alone = try network(tokenIDs: tokens)
        for padding: Int64 in [0, 7] {
            let filler = try Tensor.full([2, 3], Double(padding), type: .int64)
            let padded = try Tensor.concatenating([tokens, filler], along: 1)
            let mask = try integers([1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0], [2, 7])
            try expectClose(network(tokenIDs: padded, attentionMask: mask), alone)
            let unmasked = try network(tokenIDs: padded)
            #expect(try (unmasked - alone).magnitude().maximum().item() > 1e-2)
        }
    }

    @Test func seesTypesAndPositions() throws {
        let alone = try network(tokenIDs: tokens)
        let types = try integers([0, 0, 1, 1, 0, 0, 1, 1], [2, 4])
        let reversed = try tokens.selecting(integers([0, 3, 2, 1], [4]), along: 1)
        for other in try [
            network(tokenIDs: tokens, typeIDs: types), network(tokenIDs: reversed),
        ] { #expect(try (other - alone).magnitude().maximum().item() > 1e-2) }
        try expectClose(network(tokenIDs: tokens, typeIDs: tokens.zerosLike()), alone)
    }

    @Test func dropsOnlyWhileTraining() throws {
        let alone = try network(tokenIDs: tokens)
        try expectClose(network(tokenIDs: tokens), alone)
        network.setTraining(true)
        #expect(try (network(tokenIDs: tokens) - alone).magnitude().maximum().item() > 1e-2)
    }

    /// The approximation of Φ is wrong by less than 0.001, max(0, x) is away from x·Φ(x) by up to 0.17.
    @Test func usesTheActivationOfItsConfiguration() throws {
        let state = try network.stateDictionary()
        let exact = try network(tokenIDs: tokens)
        let differences = try [BERTConfiguration.Activation.approximateGELU, .relu].map {
            var configuration = network.configuration
            configuration.activation = $0
            let other = try BERTClassifier(configuration)
            try other.load(state)
            other.setTraining(false)
            return try (other(tokenIDs: tokens) - exact).magnitude().maximum().item()
        }
        #expect(differences[0] > 1e-6 && differences[1] > 10 * differences[0])
    }

    @Test func refusesLongSentences() throws {
        let error = #expect(throws: ModelError.self) {
            try network(tokenIDs: Tensor.zeros([1, 13], type: .int64))
        }
        #expect(error == .tooManyTokens(found: 13, allowed: 12))
        #expect(
            error?.description == "a sentence has 13 tokens; the network takes at most 12")
    }
}
