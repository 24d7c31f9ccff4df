import Pruning
import Testing

@Suite struct CoolingTests {
    private func factor(_ cooling: PDP.Cooling, _ epoch: Int) throws -> PDP.Temperature {
        let method = try PDP(temperature: .relative(1), cooling: cooling)
        try method.prepareStep([], at: TrainingMoment(epoch: epoch))
        return method.currentTemperature
    }

    @Test func fallsGeometricallyOverItsShareOfTheRun() throws {
        let cooling = PDP.Cooling(factor: 0.25, epochCount: 10)
        #expect(try factor(cooling, 0) == .relative(1))
        #expect(try factor(cooling, 4) == .relative(0.5))
        #expect(try factor(cooling, 8) == .relative(0.25))
        #expect(try factor(cooling, 9) == .relative(0.25))
    }

    @Test func hasEndedWhenTheMasksAreFixed() throws {
        let cooling = PDP.Cooling(factor: 0.25, epochCount: 10, freezeEpoch: 6)
        #expect(try factor(cooling, 3) == .relative(0.5))
        #expect(try factor(cooling, 6) == .relative(0.25))
        let late = PDP.Cooling(factor: 0.25, epochCount: 10, freezeEpoch: 9)
        #expect(try factor(late, 4) == .relative(0.5))
    }

    /// The last step before the masks are fixed is one step short of the end.
    @Test func theDefaultKeepsItsPromiseBeforeTheMasksAreFixed() throws {
        let method = try PDP(epochCount: 9, freezeEpoch: 6)
        try method.prepareStep(
            [], at: TrainingMoment(epoch: 5, step: 999, stepsPerEpoch: 1000))
        #expect(abs(method.tau(threshold: 1) - 0.065) < 0.001)
    }

    @Test func theCatalogKnowsWhenTheMasksAreFixed() throws {
        let run = MethodRun(
            network: try TwoLayers(), pattern: .unstructured, epochCount: 9, freezeEpoch: 6)
        for options in [[:], ["relative-temperature": 3, "final-temperature": 0.065]] {
            let method = try #require(
                try PruningMethods.named("pdp").make(options: options, for: run) as? PDP)
            try method.prepareStep([], at: TrainingMoment(epoch: 6))
            #expect(abs(method.tau(threshold: 1) - 0.065) < 1e-12)
        }
    }

    @Test func channelsAreInOrOutFromTheBeginning() throws {
        let run = MethodRun(network: try TwoLayers(), pattern: .outputChannels, epochCount: 9)
        let method = try #require(try PruningMethods.named("pdp").make(for: run) as? PDP)
        for epoch in [0, 8] {
            try method.prepareStep([], at: TrainingMoment(epoch: epoch))
            #expect(method.tau(threshold: 2) == 4e-4)
        }
    }

    @Test(arguments: [(0, nil), (9, 0), (0, 0), (-1, nil)])
    func aRunWithoutSuchEpochsIsCold(epochCount: Int, freezeEpoch: Int?) throws {
        let cooling = PDP.Cooling(factor: 0.25, epochCount: epochCount, freezeEpoch: freezeEpoch)
        #expect(try factor(cooling, 0) == .relative(0.25))
    }

    @Test(arguments: [0, -0.5, 1.5, .nan, .infinity])
    func refusesWhatIsNoShare(value: Double) {
        let share = #expect(throws: PruningError.self) {
            try PDP(
                temperature: .fixed(1e-4),
                cooling: PDP.Cooling(factor: 0.5, epochCount: 9, share: value))
        }
        #expect(
            share?.description
                == "'cooling-share' is \(value); it must be above 0 and at most 1")
        let factor = #expect(throws: PruningError.self) {
            try PDP(temperature: .fixed(1e-4), cooling: PDP.Cooling(factor: value, epochCount: 9))
        }
        #expect(
            factor?.description
                == "'cooling-factor' is \(value); it must be above 0 and at most 1")
    }
}
