import Layers
import Pruning
import Tensors
import Testing

@Suite struct ExplicitAllocationTests {
    @Test func takesTheFirstRuleThatMatches() throws {
        let layers = try network().layers()
        let allocation = ExplicitAllocation([
            try LayerSparsity("1", sparsity: 0.1), try LayerSparsity("*", sparsity: 0.55),
        ])

        #expect(try allocation.prunedUnitCounts(for: layers, sparsity: 0.9) == [55, 10, 55])
    }

    @Test func takesWhatAFunctionGives() throws {
        let layers = try network().layers()
        let allocation = ExplicitAllocation { path in path.hasPrefix("1.") ? 0.1 : 0.55 }

        #expect(try allocation.prunedUnitCounts(for: layers, sparsity: 0.9) == [55, 10, 55])
    }

    @Test(arguments: [
        (
            nil,
            "no sparsity is given for layer '1.weight'; every layer to be pruned must have one"
        ),
        (1, "target sparsity of layer '1.weight' is 1.0; it must be at least 0 and below 1"),
        (
            Double.nan,
            "target sparsity of layer '1.weight' is nan; it must be at least 0 and below 1"
        ),
    ])
    func saysWhatIsWrongWithAFunction(sparsity: Double?, text: String) throws {
        let layers = try network().layers()
        let allocation = ExplicitAllocation { path in path == "1.weight" ? sparsity : 0.5 }

        let error = #expect(throws: PruningError.self) {
            try allocation.prunedUnitCounts(for: layers, sparsity: 0.5)
        }
        #expect(error?.description == text)
    }

    @Test func theFirstSparsityOfASharedMaskHolds() throws {
        let layers = [try PrunedLayer(network().namedParameters, pattern: .unstructured)]
        let allocation = ExplicitAllocation { path in ["1.weight": 0.25, "2.weight": 0.5][path] }

        #expect(try allocation.prunedUnitCounts(for: layers, sparsity: 0) == [25])
    }

    @Test func keepsAUnitOfEveryGroup() throws {
        let layers = try network().layers()
        let allocation = ExplicitAllocation([try LayerSparsity("*", sparsity: 0.999)])

        #expect(try allocation.prunedUnitCounts(for: layers, sparsity: 0.9) == [99, 99, 99])
    }

    @Test func takesWhatThePatternAllowsOrNothing() throws {
        let layers = try network().layers(NOfM(1, of: 5))
        let rest = try LayerSparsity("*", sparsity: 0.8)
        let allowed = ExplicitAllocation([try LayerSparsity("1", sparsity: 0), rest])
        let refused = ExplicitAllocation([try LayerSparsity("1", sparsity: 0.5), rest])

        #expect(try allowed.prunedUnitCounts(for: layers, sparsity: 0) == [4, 0, 4])
        let error = #expect(throws: PruningError.self) {
            try refused.prunedUnitCounts(for: layers, sparsity: 0)
        }
        #expect(
            error?.description
                == "target sparsity of layer '1.weight' is 0.5; "
                + "with the pattern '1:5' it must be 0 or 0.8")
    }

    @Test func needsARuleForEveryLayer() throws {
        let layers = try network().layers()
        let allocation = ExplicitAllocation([try LayerSparsity("[01]", sparsity: 0.5)])

        let error = #expect(throws: PruningError.self) {
            try allocation.prunedUnitCounts(for: layers, sparsity: 0.5)
        }
        #expect(
            error?.description
                == "no sparsity is given for layer '2.weight'; "
                + "every layer to be pruned must have one")
    }

    /// Three layers of 100 weights.
    private func network() throws -> ListedWeights {
        var random = RandomWeights(seed: 1)
        return try random.network([[10, 10], [10, 10], [10, 10]])
    }
}
