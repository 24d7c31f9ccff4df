import Layers
import Models
import Tensors
import Testing

@Suite struct LanguageNetworkTests {
    /// Layers, hidden values, heads and intermediate values of Turc et al., table 1, and Devlin et
    /// al., section 3.
    @Test(arguments: [
        ("bert-tiny", [2, 128, 2, 512]), ("bert-mini", [4, 256, 4, 1_024]),
        ("bert-small", [4, 512, 8, 2_048]), ("bert-medium", [8, 512, 8, 2_048]),
        ("bert-base", [12, 768, 12, 3_072]),
    ])
    func hasTheSizesOfItsPaper(name: String, sizes: [Int]) throws {
        let it = try LanguageNetwork.named(name).configuration
        #expect([it.layerCount, it.hiddenSize, it.headCount, it.intermediateSize] == sizes)
    }

    /// Hugging Face's `BertForSequenceClassification` of google/bert_uncased_L-2_H-128_A-2.
    @Test func tinyHasTheParametersOfTransformers() throws {
        let network = try LanguageNetwork.named("bert-tiny")
            .make(vocabularySize: 30_522, classCount: 3)
        let count = network.namedParameters.reduce(0) { $0 + $1.parameter.tensor.count }
        #expect(count == 4_386_307)
        #expect(network.configuration.classCount == 3)
    }

    @Test func namesTheNetworksThereAre() {
        let error = #expect(throws: ModelError.self) { try LanguageNetwork.named("bart") }
        #expect(
            error?.description == "there is no network 'bart'; the networks are bert-tiny, "
                + "bert-mini, bert-small, minilm-l6, bert-medium, bert-base, bert")
    }
}
