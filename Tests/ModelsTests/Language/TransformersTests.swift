import Foundation
import Layers
import Models
import Tensors
import Testing

/// Networks go to Hugging Face's library and come from it without change.
@Suite(.enabled(if: PythonReference.python != nil, PythonReference.need))
struct TransformersTests {
    @Test func givesTheLogitsOfANetworkOfTransformers() throws {
        let reference = try PythonReference("bert")
        let network = try network(of: reference)
        let state = try reference.state("model.safetensors")
        try network.load(state)
        try network.load(pretrained: state, from: "the same file")
        let batch = try reference.state("batch.safetensors")
        try expectClose(logits(of: network, batch), #require(batch["logits"]))
    }

    @Test func isReadByTransformers() throws {
        let reference = try PythonReference("bert")
        let network = try network(of: reference)
        try disturb(network)
        let batch = try reference.state("batch.safetensors")
        try expectClose(logits(of: network, batch), reference.logits(of: network))
    }

    private func network(of reference: PythonReference) throws -> BERTClassifier {
        let text = try String(contentsOfFile: reference.path("config.json"), encoding: .utf8)
        let configuration = try BERTConfiguration(json: text)
        #expect(configuration.vocabularySize == 60 && configuration.layerCount == 3)
        #expect(configuration.classCount == 3 && configuration.paddingID == 0)
        let network = try BERTClassifier(configuration)
        network.setTraining(false)
        return network
    }

    private func logits(of network: BERTClassifier, _ batch: StateDictionary) throws -> Tensor {
        try withoutGradients {
            try network(
                tokenIDs: #require(batch["input_ids"]), typeIDs: batch["token_type_ids"],
                attentionMask: batch["attention_mask"])
        }
    }
}
