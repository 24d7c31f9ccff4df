import Foundation
import Layers
import Pruning
import Tensors
import Testing

@Suite struct PruningPlanTests {
    @Test func saysWhatPruningWillDo() throws {
        let network = try network()
        let pruner = try pruner(network, allocation: .globalMagnitude)
        let before = try network.namedParameters.map { try $0.parameter.tensor.floats() }

        let plan = try pruner.plan()

        #expect(try network.namedParameters.map { try $0.parameter.tensor.floats() } == before)
        #expect(pruner.layers.allSatisfy { $0.targetUnitCount == 0 })
        try pruner.harden()
        #expect(try network.zeroCounts().dropFirst() == plan.layers.map(\.zeroCount)[...])
        #expect(plan.layers.map(\.prunedUnitCount) == pruner.layers.map(\.targetUnitCount))
        #expect(try pruner.plan() == plan)
    }

    @Test func countsAgainstBothDenominators() throws {
        let plan = try pruner(network(), allocation: .uniform).plan()

        #expect(plan.parameterCount == 36 + 288 + 90)
        #expect(plan.prunableWeightCount == 288 + 90)
        #expect(plan.zeroCount == 189)
        #expect(plan.sparsity == 0.5)
        #expect(plan.sparsityOfAllParameters == 189.0 / 414)
        #expect(plan.layers[0].shapes == [[8, 4, 3, 3]])
        #expect(plan.layers[0].kinds == ["convolution"])
        #expect(plan.excluded.map(\.path) == ["0.weight"])
        #expect(plan.excluded.map(\.reason) == ["excluded by the filter"])
    }

    @Test func saysWhyAPatternDoesNotFit() throws {
        let plan = try Pruner(
            network(), sparsity: 0.5, pattern: NOfM(2, of: 4), schedule: .oneShot,
            method: PDP.paper()
        ).plan()

        #expect(
            plan.excluded.map(\.reason)
                == ["1 input is no multiple of 4", "9 inputs are no multiple of 4"])
        #expect(plan.layers.map(\.sparsity) == [0.5])
    }

    @Test(arguments: ["unstructured", "channels", "2:4-padded", "4x1"])
    func isUsedAgainAfterItWasSaved(pattern: String) throws {
        let pattern = try Patterns.named(pattern)
        let plan = try pruner(network(), pattern: pattern, allocation: .erk).plan()
        let read = try PruningPlan(json: try plan.json())

        let again = try pruner(
            network(), pattern: pattern, allocation: try ExplicitAllocation(read))

        #expect(read == plan)
        #expect(
            try again.plan().layers.map(\.prunedUnitCount) == plan.layers.map(\.prunedUnitCount))
    }

    @Test func isUsedAgainAfterItWasEdited() throws {
        var plan = try pruner(network(), allocation: .erk).plan()
        plan.layers[0].sparsity = 0
        plan.layers[0].multiplyAdds = 288 * 64
        plan.layers[1].sparsity = 0.9
        let read = try PruningPlan(json: try plan.json())

        let again = try pruner(network(), allocation: try ExplicitAllocation(read)).plan()

        #expect(read == plan)
        #expect(again.layers.map(\.zeroCount) == [0, 81])
        #expect(again.sparsity == 81.0 / 378)
    }

    @Test(arguments: [
        ("{", "the pruning plan is not JSON at the top"),
        ("{}", "the pruning plan has no 'pattern' at the top"),
        (
            planText(layer: #"{"paths": ["0.weight"]}"#),
            "the pruning plan has no 'shapes' at layers[0]"
        ),
        (
            planText(layer: layerText(path: "1.weight", sparsity: "\"half\"")),
            "the pruning plan has a value that is not of type Double at layers[0].sparsity"
        ),
        (
            planText(layer: layerText(path: "1.weight", sparsity: "1.2")),
            "target sparsity of layer '1.weight' is 1.2; it must be at least 0 and below 1"
        ),
        (
            planText(layer: layerText(path: "1.weight\", \"1.weight", sparsity: "0.5")),
            "the pruning plan has '1.weight' twice at layers[0]"
        ),
        (
            planText(layer: layerText(path: "7.weight", sparsity: "0.5")),
            "'7.weight' is no layer to be pruned; "
                + "it must be one of the 2 from '1.weight' to '2.weight'"
        ),
        (
            planText(layer: layerText(path: "1.weight", sparsity: "0.5")),
            "no sparsity is given for layer '2.weight'; every layer to be pruned must have one"
        ),
    ])
    func saysWhatIsWrongWithAFile(json: String, text: String) {
        let error = #expect(throws: PruningError.self) {
            let plan = try PruningPlan(json: Data(json.utf8))
            _ = try pruner(network(), allocation: try ExplicitAllocation(plan)).plan()
        }
        #expect(error?.description == text)
    }

    /// Layers of 36, 288 and 90 weights.
    private func network() throws -> ListedWeights {
        var random = RandomWeights(seed: 4)
        return try random.network([[4, 1, 3, 3], [8, 4, 3, 3], [10, 9]])
    }

    /// Leaves the first layer out.
    private func pruner(
        _ network: ListedWeights, pattern: some Pattern = .unstructured,
        allocation: some Allocation
    ) throws -> Pruner {
        try Pruner(
            network, sparsity: 0.5, pattern: pattern, schedule: .oneShot, allocation: allocation,
            method: PDP.paper(), where: { $0.path != "0.weight" })
    }

    private static func planText(layer: String) -> String {
        #"{"pattern": "unstructured", "allocation": "erk", "targetSparsity": 0.5, "#
            + #""parameterCount": 414, "layers": [\#(layer)]}"#
    }

    private static func layerText(path: String, sparsity: String) -> String {
        #"{"paths": ["\#(path)"], "shapes": [], "kinds": [], "weightCount": 288, "#
            + #""prunedUnitCount": 1, "unitsPerGroup": 288, "sparsity": \#(sparsity)}"#
    }
}
