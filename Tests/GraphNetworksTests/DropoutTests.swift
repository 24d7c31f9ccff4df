import GraphNetworks
import Graphs
import Layers
import Models
import Tensors
import Testing

/// Dropout in graphs: nothing in evaluation, and what the layer does while training.
@Suite struct DropoutTests {
    private static func sentences(_ count: Int, _ length: Int) throws -> NamedTensors {
        let tokens = try Tensors.Tensor.randomUniform([count, length]) * 48 + 1
        return [
            "input_ids": try tokens.converted(to: .int64),
            "token_type_ids": try Tensors.Tensor.zeros([count, length], type: .int64),
            "attention_mask": try Tensors.Tensor.zeros([count, length], type: .int64) + 1,
        ]
    }

    private static func classifier() throws -> (network: BERTClassifier, graph: Graph) {
        var configuration = BERTConfiguration(layerCount: 2, hiddenSize: 128)
        configuration.vocabularySize = 50
        configuration.maximumPositionCount = 24
        configuration.attentionDropout = 0.2
        let network = try BERTClassifier(configuration)
        let axes = [0: "batch", 1: "length"]
        let graph = try network.traced(
            sentences(2, 5), sentences(3, 7),
            axes: ["input_ids": axes, "token_type_ids": axes, "attention_mask": axes])
        return (network, graph)
    }

    private static func ratios(_ graph: Graph) -> [Float] {
        graph.nodes.compactMap { node in
            if case .dropout(let ratio) = node.operation { ratio } else { nil }
        }
    }

    @Test func standsWhereTheNetworkHasIt() throws {
        let graph = try Self.classifier().graph
        // Embeddings, for each block its attention and both of its outputs, and the classifier.
        #expect(Self.ratios(graph) == [0.1, 0.2, 0.1, 0.1, 0.2, 0.1, 0.1, 0.1])
        #expect(try graph.attentionBlocks().map(\.dropout) == [0.2, 0.2])
        #expect(try Self.ratios(graph.simplified()).isEmpty)
        #expect(try Self.ratios(graph.simplified(keepingDropout: true)).count == 8)
    }

    /// With the same state of the generator the network and its graph leave out the same.
    @Test func leavesOutWhatTheNetworkDoes() async {
        await #expect(processExitsWith: .success) {
            let (network, graph) = try Self.classifier()
            let copy = try GraphNetwork(graph)
            let inputs = try Self.sentences(4, 11)
            for isTraining in [true, false] {
                network.setTraining(isTraining)
                copy.setTraining(isTraining)
                try LibTorch.seed(3)
                let wanted = try network(inputs).tensors[0]
                try LibTorch.seed(3)
                #expect(try (copy(inputs).tensors[0] - wanted).magnitude().maximum().item() < 1e-5)
                let again = try (copy(inputs).tensors[0] - wanted).magnitude().maximum().item()
                #expect(isTraining ? again > 1e-3 : again < 1e-5)
            }
        }
    }

    /// A value and its dropout.
    private final class BesideItself: Layer, ModeDependent {
        var isTraining = true

        func callAsFunction(_ input: Tensors.Tensor) throws -> Tensors.Tensor {
            let value = try input.relu()
            return try value.dropout(1, isTraining: isTraining) + value
        }
    }

    @Test func leavesTheValueItselfAlone() throws {
        let network = BesideItself()
        func numbers(_ count: Int) throws -> NamedTensors {
            ["input": try Tensors.Tensor.full([count, 3], 2)]
        }
        let copy = try GraphNetwork(network.traced(numbers(2), numbers(3), axes: [:]))
        for (isTraining, wanted) in [(true, Float(2)), (false, 4)] {
            copy.setTraining(isTraining)
            let found: [Float] = try copy(numbers(5)).tensors[0].elements()
            #expect(found == [Float](repeating: wanted, count: 15))
        }
    }
}
