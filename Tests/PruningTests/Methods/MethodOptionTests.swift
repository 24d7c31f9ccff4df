import Pruning
import Testing

/// The range of every option of every method.
@Suite struct MethodOptionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let method: String
        let option: MethodOption
        var testDescription: String { "\(method) \(option.name)" }
    }

    static let cases = PruningMethods.all.flatMap { method in
        method.options.map { Case(method: method.name, option: $0) }
    }

    @Test(arguments: cases) func refusesWhatIsOutsideOfItsRange(_ tested: Case) throws {
        let (option, range) = (tested.option, tested.option.range)
        let outside =
            option.isWhole
            ? [range.lowerBound - 1, range.upperBound + 1, range.lowerBound + 0.5]
            : [range.lowerBound.nextDown, range.upperBound.nextUp]
        let allowed =
            option.isWhole
            ? "a whole number from \(Int(range.lowerBound)) to \(Int(range.upperBound))"
            : "\(range.lowerBound) to \(range.upperBound)"
        for value in outside + [.nan, .infinity, -.infinity] {
            let error = #expect(throws: PruningError.self) {
                try make(tested, value)
            }
            #expect(
                error?.description
                    == "option '\(option.name)' of the method '\(tested.method)' is \(value); "
                    + "it must be \(allowed)")
        }
    }

    @Test(arguments: cases) func takesTheEndsOfItsRange(_ tested: Case) throws {
        for value in [tested.option.range.lowerBound, tested.option.range.upperBound] {
            #expect(throws: Never.self) { try make(tested, value) }
        }
    }

    @Test(arguments: [
        (
            ["relative-temperature": 0.5, "temperature": 0.25],
            "option 'relative-temperature' of the method 'pdp' is 0.5; "
                + "it must be left out where 'temperature' is given"
        ),
        (
            ["final-temperature": 0.5, "temperature": 0.25],
            "option 'final-temperature' of the method 'pdp' is 0.5; "
                + "it must be at most the first temperature, 0.25"
        ),
        (
            ["final-temperature": 4],
            "option 'final-temperature' of the method 'pdp' is 4.0; "
                + "it must be at most the first temperature, 3.0"
        ),
    ])
    func refusesOptionsThatContradictEachOther(options: [String: Double], text: String) throws {
        let error = #expect(throws: PruningError.self) {
            try PruningMethods.named("pdp").make(options: options, for: run(.unstructured))
        }
        #expect(error?.description == text)
    }

    private func make(_ tested: Case, _ value: Double) throws -> any PruningMethod {
        let method = try PruningMethods.named(tested.method)
        let patterns: [any Pattern] = [Unstructured(), try NOfM(2, of: 4), OutputChannels()]
        let pattern = try #require(
            patterns.first { $0.family.map(method.patterns.contains) ?? false })
        var options = [tested.option.name: value]
        // Not above the temperature that it is the end of.
        if tested.option.name == "final-temperature" { options["temperature"] = 1e6 }
        return try method.make(options: options, for: run(pattern))
    }

    private func run(_ pattern: any Pattern) throws -> MethodRun {
        MethodRun(network: try TwoLayers(), pattern: pattern, epochCount: 10)
    }
}
