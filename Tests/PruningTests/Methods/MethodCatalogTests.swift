import Layers
import Pruning
import Testing

@Suite struct MethodCatalogTests {
    let run: MethodRun

    init() throws {
        run = MethodRun(network: try TwoLayers(), pattern: .unstructured, epochCount: 10)
    }

    @Test func namesEveryMethodOnce() {
        #expect(
            PruningMethods.all.map(\.name) == [
                "pdp", "pdp-centred", "pdp-steep", "gradual-magnitude", "one-shot-magnitude", "ste",
                "dpf", "feather", "st-3", "spartan", "str", "cs", "optg", "ac-dc", "rigl", "granet",
                "sr-ste", "movement", "soft-movement", "platon", "obert", "l2-norm",
                "fpgm", "network-slimming",
            ])
    }

    @Test(arguments: PruningMethods.all.map(\.name))
    func makesWhatItNames(name: String) throws {
        let method = try PruningMethods.named(name)
        let patterns: [any Pattern] = [Unstructured(), try NOfM(2, of: 4), OutputChannels()]
        let pattern = try #require(
            patterns.first { $0.family.map(method.patterns.contains) ?? false })
        let run = MethodRun(network: run.network, pattern: pattern, epochCount: 10)
        #expect(try method.make(for: run).name == name)
    }

    @Test(arguments: PruningMethods.all.map(\.name))
    func defaultsAreAllowed(name: String) throws {
        for option in try PruningMethods.named(name).options {
            guard let value = option.defaultValue else { continue }
            #expect(option.range.contains(value))
            #expect(!option.isWhole || value == value.rounded())
        }
    }

    @Test(arguments: [
        ("rigg", "there is no method 'rigg'; did you mean 'rigl'?"),
        (
            "lottery-tickets",
            "there is no method 'lottery-tickets'; the methods are pdp, pdp-centred, pdp-steep, "
                + "gradual-magnitude, one-shot-magnitude, ste, dpf, feather, st-3, spartan, str, cs, "
                + "optg, ac-dc, rigl, granet, sr-ste, movement, soft-movement, platon, obert, l2-norm, "
                + "fpgm, network-slimming"
        ),
    ])
    func unknownMethodIsExplained(name: String, text: String) {
        let error = #expect(throws: PruningError.self) { try PruningMethods.named(name) }
        #expect(error?.description == text)
    }

    @Test(arguments: [
        (
            "rigl", ["drop-shar": 0.1],
            "the method 'rigl' has no option 'drop-shar'; did you mean 'drop-share'?"
        ),
        (
            "rigl", ["temperature": 0.1],
            "the method 'rigl' has no option 'temperature'; "
                + "its options are interval, drop-share"
        ),
        ("ste", ["drop-share": 0.1], "the method 'ste' has no option 'drop-share'; it has none"),
        (
            "rigl", ["drop-share": 1.5],
            "option 'drop-share' of the method 'rigl' is 1.5; it must be 0.0 to 1.0"
        ),
        (
            "rigl", ["interval": 2.5],
            "option 'interval' of the method 'rigl' is 2.5; "
                + "it must be a whole number from 1 to 1000000"
        ),
        (
            "cs", ["strength": .nan],
            "option 'strength' of the method 'cs' is nan; it must be 0.0 to 1.0"
        ),
        (
            "pdp", ["temperature": 0],
            "option 'temperature' of the method 'pdp' is 0.0; it must be 1e-12 to 1000000.0"
        ),
        (
            "pdp", ["temperature": 1, "relative-temperature": 2],
            "option 'relative-temperature' of the method 'pdp' is 2.0; "
                + "it must be left out where 'temperature' is given"
        ),
        (
            "sr-ste", [:],
            "the method 'sr-ste' cannot prune with the pattern 'unstructured'; "
                + "the pattern must be N:M"
        ),
    ])
    func wrongOptionIsExplained(name: String, options: [String: Double], text: String) throws {
        let method = try PruningMethods.named(name)
        let error = #expect(throws: PruningError.self) {
            try method.make(options: options, for: run)
        }
        #expect(error?.description == text)
    }

    @Test func unsupportedPatternNamesAllThatAre() throws {
        let method = try PruningMethods.named("movement")
        let run = MethodRun(network: run.network, pattern: try NOfM(2, of: 4), epochCount: 10)
        let error = #expect(throws: PruningError.self) { try method.make(for: run) }
        #expect(
            error?.description == "the method 'movement' cannot prune with the pattern '2:4'; "
                + "the pattern must be unstructured or channels or blocks")
    }

    @Test func initializersCheckWhatOptionsCheck() {
        let error = #expect(throws: PruningError.self) { try RigL(epochCount: 1, interval: 0) }
        #expect(
            error?.description == "option 'interval' of the method 'rigl' is 0; "
                + "it must be a whole number from 1 to 1000000")
        let length = #expect(throws: PruningError.self) { try OptG(epochCount: 0) }
        #expect(length?.description == "'epochs' is 0; it must be at least 1")
    }

    @Test func optionsReachTheMethod() throws {
        let options = ["relative-temperature": 0.25]
        let method = try PruningMethods.named("pdp").make(options: options, for: run) as? PDP
        #expect(method?.temperature == .relative(0.25))
        let constant = try PruningMethods.named("pdp").make(
            options: ["temperature": 1e-4], for: run)
        #expect((constant as? PDP)?.temperature == .fixed(1e-4))
    }

    @Test func theTemperatureOfPDPFallsByDefault() throws {
        let byDefault = try #require(try PruningMethods.named("pdp").make(for: run) as? PDP)
        let own = try PDP(epochCount: run.epochCount)
        for epoch in [0, run.epochCount / 2, run.epochCount] {
            let moment = TrainingMoment(epoch: epoch)
            try byDefault.prepareStep([], at: moment)
            try own.prepareStep([], at: moment)
            #expect(byDefault.currentTemperature == own.currentTemperature)
        }
        #expect(own.temperature == .relative(3))
        #expect(abs(own.tau(threshold: 10) - 6.5) < 1e-12)
    }

    @Test func missingStateIsExplained() throws {
        let method = try Movement()
        _ = try OneLayer([1, 2, 3, 4]).pruner(method)
        let error = #expect(throws: PruningError.self) { try method.restore([]) }
        #expect(
            error?.description == "the checkpoint has no 'weight.scores'; "
                + "it must come from a run with the same method and layers")
    }
}
