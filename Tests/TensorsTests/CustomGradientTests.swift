import Tensors
import Testing

/// The function under test is f(a, b) = Σ a·exp(b), once composed of operators and once with a
/// derivative of its own.
@Suite struct CustomGradientTests {
    let first = [0.5, -1, 2, 0]
    let second = [0.1, 0.2, -0.3, 1]

    private func composed(_ a: Tensor, _ b: Tensor) throws -> Tensor {
        try (a * b.exponential()).sum()
    }

    private func custom(_ a: Tensor, _ b: Tensor) throws -> Tensor {
        try withCustomGradient(of: [a, b]) {
            try composed(a, b)
        } backward: { gradient in
            let factor = try gradient * b.exponential()
            return [factor, try factor * a]
        }
    }

    @Test func equalsTheComposedGradient() throws {
        let inputs = try [leaf(first), leaf(second)]
        let expected = try [leaf(first), leaf(second)]
        let output = try custom(inputs[0], inputs[1])
        let reference = try composed(expected[0], expected[1])
        #expect(try output.item() == reference.item())
        try output.backward()
        try reference.backward()
        for (input, reference) in zip(inputs, expected) {
            let difference = try distance(gradient(of: input), gradient(of: reference))
            #expect(difference < 1e-15 * 8)  // a few roundings of numbers below 8
        }
    }

    @Test func equalsFiniteDifferences() throws {
        // The error of central differences is h²/6 · |f‴| plus the rounding of f over h.
        let step = 1e-5
        let bound = 4 * (step * step + 4 * 2.3e-16 / step)
        let inputs = try [leaf(first), leaf(second)]
        try custom(inputs[0], inputs[1]).backward()
        for (index, input) in inputs.enumerated() {
            let analytic = try gradient(of: input)
            for position in first.indices {
                var values = [[first, second], [first, second]]
                values[0][index][position] += step
                values[1][index][position] -= step
                let outputs = try values.map {
                    try composed(doubles($0[0]), doubles($0[1])).item()
                }
                #expect(abs((outputs[0] - outputs[1]) / (2 * step) - analytic[position]) < bound)
            }
        }
    }

    @Test func isScaledByTheGradientOfTheOutput() throws {
        let (a, b) = try (leaf(first), doubles(second))
        let output = try custom(a, b)
        try output.backward(gradient: try doubles([-3], []))
        let expected = try (doubles(second).exponential() * -3).elements(as: Double.self)
        #expect(try distance(gradient(of: a), expected) < 1e-15 * 8)
        #expect(try b.gradient == nil)
    }

    @Test func mayBeNoneForAnInput() throws {
        let (a, b) = try (leaf(first), leaf(second))
        let output = try withCustomGradient(of: [a, b]) {
            try (a * b).sum()
        } backward: { gradient in
            [nil, try gradient * a]
        }
        try output.backward()
        #expect(try a.gradient == nil)
        #expect(try gradient(of: b) == first)
    }

    @Test func isNotRecordedWithoutGradients() throws {
        let a = try leaf(first)
        let output = try withoutGradients { try custom(a, a) }
        #expect(!output.requiresGradient)
    }

    @Test func runsForwardAndBackwardWithoutRecording() throws {
        let a = try leaf(first)
        let output = try withCustomGradient(of: [a]) {
            let result = try a * 2
            #expect(!result.requiresGradient)
            return result
        } backward: { gradient in
            let result = try a * 2
            #expect(!result.requiresGradient)
            return [try gradient * 2]
        }
        #expect(output.requiresGradient)
        try output.sum().backward()
        #expect(try gradient(of: a) == [2, 2, 2, 2])
    }
}
