import Tensors
import TestSupport
import Testing

@Suite struct CustomGradientFailureTests {
    private enum Refusal: Error, CustomStringConvertible {
        case here
        var description: String { "refused here" }
    }

    /// Counts how often something captured by a closure went away.
    private final class Releases {
        var count = 0
    }

    private final class Token {
        let releases: Releases

        init(_ releases: Releases) {
            self.releases = releases
        }

        deinit { releases.count += 1 }
    }

    /// Returns twice the sum of `input`; `backward` holds a token until it is released.
    private func tracked(
        _ input: Tensor, _ releases: Releases,
        backward: @escaping (Tensor) throws -> [Tensor?]
    ) throws -> Tensor {
        let token = Token(releases)
        return try withCustomGradient(of: [input]) {
            try input.sum() * 2
        } backward: { gradient in
            try withExtendedLifetime(token) { try backward(gradient) }
        }
    }

    @Test func appearsAsTheErrorOfTheBackwardPass() throws {
        let releases = Releases()
        do {
            let output = try tracked(leaf([1, 2]), releases) { _ in throw Refusal.here }
            #expect(message { try output.backward() } == "backward: refused here")
            #expect(releases.count == 0)
        }
        #expect(releases.count == 1)
    }

    @Test func namesAWrongNumberOfGradients() throws {
        let output = try tracked(leaf([1, 2]), Releases()) { [$0, $0] }
        #expect(
            message { try output.backward() }
                == "backward: backward gave 2 gradients for 1 inputs")
    }

    @Test func refusesAGradientOfTheWrongShape() throws {
        let output = try tracked(leaf([1, 2]), Releases()) { _ in [try doubles([1, 2, 3])] }
        let text = try #require(message { try output.backward() })
        #expect(text.contains("invalid gradient at index 0"))
    }

    @Test func leavesTheThreadsModeAndLaterCallsAlone() throws {
        let input = try leaf([1, 2])
        let failing = try tracked(input, Releases()) { _ in throw Refusal.here }
        #expect(throws: TorchError.self) { try failing.backward() }
        let output = try (input * 3).sum()
        #expect(output.requiresGradient)
        try output.backward()
        #expect(try gradient(of: input) == [3, 3])
    }

    @Test func releasesTheClosureOnceAfterSuccess() throws {
        let releases = Releases()
        do {
            let output = try tracked(leaf([1, 2]), releases) { [try doubles([1, 1]) * $0] }
            try output.backward()
        }
        #expect(releases.count == 1)
    }

    @Test func releasesTheClosureOnceWithoutABackwardPass() throws {
        let releases = Releases()
        _ = try tracked(leaf([1, 2]), releases) { [$0] }
        #expect(releases.count == 1)
        _ = try tracked(doubles([1, 2]), releases) { [$0] }
        #expect(releases.count == 2)
        _ = try withoutGradients { try tracked(leaf([1, 2]), releases) { [$0] } }
        #expect(releases.count == 3)
    }

    @Test func passesOnWhatTheForwardPassThrows() throws {
        let input = try leaf([1, 2])
        #expect(throws: Refusal.here) {
            _ = try withCustomGradient(of: [input]) {
                throw Refusal.here
            } backward: {
                [$0]
            }
        }
        #expect(try (input * 2).requiresGradient)
    }
}
