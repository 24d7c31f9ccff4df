import Layers
import Models
import Tensors
import Testing

@Suite struct MobileNetV1Tests {
    /// The weights of a network under names that say no more than the order of the layers, the
    /// linear layer as a 1×1 convolution.
    private func orderedState(of network: MobileNetV1) throws -> StateDictionary {
        StateDictionary(
            try network.namedParameters.enumerated().map { index, named in
                let isBias = named.path.hasSuffix(".bias")
                let tensor = try named.parameter.tensor.detached()
                let shape = tensor.shape.count == 2 ? tensor.shape + [1, 1] : tensor.shape
                let name = "\(index / 2 + 10)_layer." + (isBias ? "bias" : "weight")
                return (name, try tensor.reshaped(shape))
            })
    }

    @Test func loadsWeightsInTheOrderOfTheLayers() throws {
        let source = try MobileNetV1(width: 0.25, classCount: 5, variant: .folded)
        let copy = try MobileNetV1(width: 0.25, classCount: 5, variant: .folded)
        var state = try orderedState(of: source)
        state.tensors.sort { $0.name < $1.name }
        try copy.loadInLayerOrder(state)
        let image = try Tensor.randomNormal([1, 3, 32, 32])
        #expect(try copy(image).elements() == source(image).elements(as: Float.self))
    }

    @Test func refusesOtherLayers() throws {
        let network = try MobileNetV1(width: 0.25, classCount: 5, variant: .folded)
        var state = try orderedState(of: network)
        state.tensors.removeLast(2)
        let missing = #expect(throws: LayerError.self) {
            try network.loadInLayerOrder(state, from: "'some.safetensors'")
        }
        #expect(
            missing?.description == "'some.safetensors' does not fit the network: "
                + "2 missing (fc.weight, fc.bias)")
        state = try orderedState(of: network)
        state.tensors.append((name: "99_layer.weight", tensor: try Tensor.zeros([1])))
        let unexpected = #expect(throws: LayerError.self) {
            try network.loadInLayerOrder(state, from: "'some.safetensors'")
        }
        #expect(
            unexpected?.description == "'some.safetensors' does not fit the network: "
                + "1 unexpected (99_layer.weight)")
    }

    @Test func hasAtLeastEightChannels() throws {
        let network = try MobileNetV1(width: 0.01)
        let outputCounts = network.namedParameters.map { $0.parameter.tensor.shape[0] }
        #expect(outputCounts.dropLast(2).allSatisfy { (8...10).contains($0) })
    }
}
