import Tensors
import TestSupport
import Testing

@Suite struct GradientTests {
    private struct Refusal: Error {}

    @Test func isAccumulatedUntilCleared() throws {
        let input = try leaf([1, 2])
        #expect(try input.gradient == nil)
        try (input * 3).sum().backward()
        try (input * 4).sum().backward()
        #expect(try gradient(of: input) == [7, 7])
        try input.setGradient(nil)
        #expect(try input.gradient == nil)
        try input.setGradient(try doubles([5, 6]))
        #expect(try gradient(of: input) == [5, 6])
    }

    @Test func needsAScalarOrAGradientOfTheOutput() throws {
        let input = try leaf([1, 2])
        #expect(
            message { try (input * 3).backward() }
                == "backward: grad can be implicitly created only for scalar outputs")
        try (input * 3).backward(gradient: try doubles([1, 10]))
        #expect(try gradient(of: input) == [3, 30])
    }

    @Test func isRefusedWhereNothingWasRecorded() throws {
        let constant = try doubles([1])
        let text = try #require(message { try constant.sum().backward() })
        #expect(text.hasPrefix("backward: element 0 of tensors does not require grad"))
    }

    @Test func isRefusedForIntegers() throws {
        let integers = try Tensor([Int64(1)], shape: [1])
        let text = try #require(message { try integers.setRequiresGradient(true) })
        #expect(text.hasPrefix("requires gradient: "))
    }

    private func isRecorded(_ input: Tensor) throws -> Bool {
        try (input * 2).requiresGradient
    }

    @Test func isNotRecordedInside() throws {
        let input = try leaf([1, 2])
        #expect(try !withoutGradients { try isRecorded(input) })
        #expect(try isRecorded(input))
    }

    @Test func isStillOffAfterAnInnerScope() throws {
        let input = try leaf([1, 2])
        let isRecordedInside = try withoutGradients {
            withoutGradients {}
            return try isRecorded(input)
        }
        #expect(!isRecordedInside)
    }

    @Test func isRecordedAgainAfterAThrow() throws {
        let input = try leaf([1, 2])
        #expect(throws: Refusal.self) { try withoutGradients { throw Refusal() } }
        #expect(try isRecorded(input))
    }

    @Test func isStillOffAfterAnInnerThrow() throws {
        let input = try leaf([1, 2])
        let isRecordedInside = try withoutGradients {
            try? withoutGradients { throw Refusal() }
            return try isRecorded(input)
        }
        #expect(!isRecordedInside)
    }
}
