import Layers
import Tensors
import TestSupport
import Testing

@Suite struct StateDictionaryTests {
    private func values(_ network: some Module) throws -> [[Double]] {
        try network.stateDictionary().tensors.map {
            try $0.tensor.converted(to: .float64).elements()
        }
    }

    /// A network and the state of another one with other values everywhere.
    private func networkAndOtherState() throws -> (SmallNetwork, StateDictionary) {
        let other = try SmallNetwork()
        for (_, tensor) in try other.stateDictionary().tensors { try tensor.add(1) }
        return (try SmallNetwork(), try other.stateDictionary())
    }

    @Test func hasParametersAndBuffersByPath() throws {
        let network = try SmallNetwork()
        let state = try network.stateDictionary(metadata: ["network": "small"])
        #expect(
            state.tensors.map(\.name) == SmallNetwork.parameterPaths + SmallNetwork.bufferPaths)
        #expect(state.metadata == ["network": "small"])
        #expect(state["bn1.num_batches_tracked"]?.scalarType == .int64)
        #expect(state["bn1.nothing"] == nil)
    }

    @Test func sharesItsMemoryWithTheNetwork() throws {
        let network = try SmallNetwork()
        let weight = try #require(try network.stateDictionary()["conv1.weight"])
        #expect(!weight.requiresGradient)
        try weight.fill(5)
        #expect(try network.conv1.weight.tensor.maximum().item() == 5)
    }

    @Test func isLoadedByName() throws {
        let (network, state) = try networkAndOtherState()
        try network.load(StateDictionary(state.tensors.reversed()))
        #expect(
            try values(network)
                == state.tensors.map { try $0.tensor.converted(to: .float64).elements() })
        #expect(network.namedParameters.allSatisfy { $0.parameter.tensor.requiresGradient })
    }

    @Test func isCopiedNotShared() throws {
        let (network, state) = try networkAndOtherState()
        try network.load(state)
        let before = try values(network)
        for (_, tensor) in state.tensors { try tensor.fill(0) }
        #expect(try values(network) == before)
    }

    @Test func isConvertedToTheTypesOfTheNetwork() throws {
        let linear = try Linear(1, 2, hasBias: false)
        try linear.load(StateDictionary([("weight", Tensor([1.5, 2.5], shape: [2, 1]))]))
        #expect(linear.weight.tensor.scalarType == .float32)
        #expect(try linear.weight.tensor.elements() == [Float(1.5), 2.5])
    }

    @Test func changesNothingUnlessEverythingFits() throws {
        var (network, state) = try networkAndOtherState()
        let before = try values(network)
        state.tensors[0].name = "conv0.weight"
        state.tensors[1].tensor = try Tensor.zeros([4])
        state.tensors[13].tensor = try Tensor.zeros([])
        #expect(
            message { try network.load(state, from: "'a.safetensors'") }
                == "'a.safetensors' does not fit the network: 1 missing (conv1.weight); "
                + "1 unexpected (conv0.weight); 2 of another shape or type "
                + "(bn1.weight float32 [4], needed float32 [3], "
                + "bn1.num_batches_tracked float32 [], needed int64 [])")
        #expect(try values(network) == before)
    }

    @Test func namesTheFirstThreeOfMany() throws {
        let network = try SmallNetwork()
        let extra = try (0..<4).map { (name: "x\($0)\n", tensor: try Tensor.zeros([])) }
        let error = #expect(throws: LayerError.self) { try network.load(StateDictionary(extra)) }
        #expect(
            "\(try #require(error))"
                == "the state dictionary does not fit the network: "
                + "15 missing (conv1.weight, bn1.weight, bn1.bias and 12 more); "
                + "4 unexpected (x0\\n, x1\\n, x2\\n and 1 more)")
        guard case .stateMismatch(let missing, let unexpected, let misshapen, _) = error else {
            return
        }
        #expect(missing == SmallNetwork.parameterPaths + SmallNetwork.bufferPaths)
        #expect(unexpected == extra.map(\.name) && misshapen.isEmpty)
    }
}
