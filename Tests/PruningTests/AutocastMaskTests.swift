import Layers
import Pruning
import Tensors
import Testing

/// Masks inside of autocast are those outside of it, to the last bit.
@Suite struct AutocastMaskTests {
    static let types: [(autocast: Autocast, type: ScalarType)] = [
        (.bfloat16, .bfloat16), (.float16, .float16),
    ]

    @Test(arguments: ["unstructured", "2:4", "channels", "2x1"], types)
    func softMasksHaveSinglePrecision(
        pattern: String, types: (autocast: Autocast, type: ScalarType)
    ) throws {
        var random = RandomWeights(seed: 5)
        let layer = try OneLayer(random.elements(64), shape: [8, 8])
        let pruner = try layer.pruner(
            PDP(temperature: .relative(0.5)), pattern: Patterns.named(pattern))
        try pruner.advance(to: start)
        let plain = try layer.weight.effective
        try plain.sum().backward()
        let gradient = try layer.gradient()
        try layer.weight.tensor.setGradient(nil)

        let identity = try Tensor(
            (0..<64).map { $0 % 9 == 0 ? 1 : 0 as Float }, shape: [8, 8])
        let (effective, product) = try withAutocast(types.autocast) {
            let effective = try layer.weight.effective
            return (effective, try identity.matrixProduct(with: effective))
        }
        #expect(try effective.values() == plain.values())
        #expect(product.scalarType == types.type)
        // The derivative of a sum is 1, which no type rounds.
        try product.widened().sum().backward()
        #expect(try layer.gradient() == gradient)
        #expect(Set(gradient).count > 8)
    }

    @Test(arguments: types) func sharedMasksHaveSinglePrecision(
        autocast: Autocast, type: ScalarType
    ) throws {
        var random = RandomWeights(seed: 6)
        let network = try ListedWeights(
            (0..<2).map { _ in try .init(random.weights([4, 6])) })
        let pruner = try Pruner(
            network, sparsity: 0.5, sharing: [["*"]], schedule: .oneShot, allocation: .uniform,
            method: PDP(temperature: .relative(0.5)))
        try pruner.advance(to: start)
        func effective() throws -> [[Float]] {
            try network.namedParameters.map { try $0.parameter.effective.values() }
        }
        let plain = try effective()
        #expect(try withAutocast(autocast) { try effective() } == plain)
    }
}
