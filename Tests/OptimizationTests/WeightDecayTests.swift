import Layers
import Optimization
import Tensors
import Testing

/// Which parameters decay is the same for every optimizer.
@Suite struct WeightDecayTests {
    static let kinds: [(kind: Parameter.Kind, decays: Bool)] = [
        (.linear, true), (.convolution(groups: 1), true), (.embedding, true), (.other, true),
        (.bias, false), (.scale, false),
    ]

    static func optimizer(
        _ name: String, _ groups: [OptimizerGroup], decaysAll: Bool
    ) throws -> any Optimizer {
        let decay = try WeightDecay(0.5, reachingAll: decaysAll)
        return try name == "sgd"
            ? SGD(groups: groups, momentum: 0, weightDecay: decay)
            : AdamW(groups: groups, weightDecay: decay)
    }

    /// What a step without any gradient but that of decay makes of a weight of 1.
    private func value(_ name: String, _ kind: Parameter.Kind, decaysAll: Bool) throws -> Double {
        let parameter = try Parameter(Tensor([1.0], shape: [1]), kind: kind)
        let group = OptimizerGroup([NamedParameter(path: "w", parameter: parameter)])
        try parameter.tensor.setGradient(Tensor([0.0], shape: [1]))
        try Self.optimizer(name, [group], decaysAll: decaysAll).step(learningRate: 0.5)
        return try parameter.tensor.item()
    }

    @Test(arguments: ["sgd", "adamw"]) func leavesBiasesAndScalesAlone(name: String) throws {
        for (kind, decays) in Self.kinds {
            #expect(try value(name, kind, decaysAll: false) == (decays ? 0.75 : 1))
        }
    }

    @Test(arguments: ["sgd", "adamw"]) func reachesAllWhereAsked(name: String) throws {
        for (kind, _) in Self.kinds {
            #expect(try value(name, kind, decaysAll: true) == 0.75)
        }
    }

    @Test(arguments: ["sgd", "adamw"])
    func groupsHaveRatesAndDecaysOfTheirOwn(name: String) throws {
        let named = try (0..<3).map { index in
            NamedParameter(
                path: "\(index)",
                parameter: try Parameter(Tensor([1.0], shape: [1]), kind: .bias))
        }
        for one in named { try one.parameter.tensor.setGradient(Tensor([0.0], shape: [1])) }
        let groups = [
            OptimizerGroup([named[0]]), OptimizerGroup([named[1]], weightDecay: 0.25),
            OptimizerGroup([named[2], named[0]], learningRateFactor: 0.5, weightDecay: 1),
        ]
        let optimizer = try Self.optimizer(name, groups, decaysAll: false)
        try optimizer.step(learningRate: 0.5)
        #expect(optimizer.parameters.map(\.path) == ["0", "1", "2"])
        #expect(try named.map { try $0.parameter.tensor.item() } == [1, 0.875, 0.75])
    }
}
