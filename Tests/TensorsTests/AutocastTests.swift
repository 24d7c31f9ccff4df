import Tensors
import TestSupport
import Testing

/// What is computed in half precision, and what is not.
@Suite struct AutocastTests {
    static let types: [(autocast: Autocast, type: ScalarType)] = [
        (.bfloat16, .bfloat16), (.float16, .float16),
    ]

    /// Numbers below ½ with more digits than either type has.
    private func numbers(_ shape: [Int], shift: Int = 0) throws -> Tensor {
        let count = shape.reduce(1, *)
        return try Tensor(
            (0..<count).map { Float(($0 * 37 + shift) % 101) / 103 - 0.49 }, shape: shape)
    }

    private func leaf(_ shape: [Int]) throws -> Tensor {
        let tensor = try numbers(shape, shift: 50)
        try tensor.setRequiresGradient(true)
        return tensor
    }

    /// A linear layer, a matrix product, and convolutions by the operator for images and that for any axes, each
    /// with a weight of its own.
    private func products(_ weights: [Tensor]) throws -> [Tensor] {
        let windows = Windows([3], padding: 1)
        return [
            try numbers([4, 8]).linear(weight: weights[0], bias: nil),
            try numbers([4, 8]).matrixProduct(with: weights[1]),
            try numbers([2, 3, 5, 5]).convolution2D(weight: weights[2], bias: nil, padding: 1),
            try numbers([2, 3, 9]).convolution(weight: weights[3], bias: nil, windows: windows),
            try numbers([2, 3, 9]).convolution(weight: weights[3], bias: nil, windows: windows)
                .convolution(weight: weights[4], bias: nil, windows: windows),
        ]
    }

    private func weights() throws -> [Tensor] {
        try [[5, 8], [8, 6], [4, 3, 3, 3], [4, 3, 3], [2, 4, 3]].map(leaf)
    }

    @Test(arguments: types) func productsHaveHalfPrecision(
        autocast: Autocast, type: ScalarType
    ) throws {
        let weights = try weights()
        let results = try withAutocast(autocast) { try products(weights) }
        #expect(results.allSatisfy { $0.scalarType == type })
        let plain = try products(weights)
        #expect(plain.allSatisfy { $0.scalarType == .float32 })
        // Sums of at most 27 products of numbers below ½, each factor rounded to 8 bits or more, twice where one
        // convolution follows the other.
        for (result, wanted) in zip(results, plain) {
            let found = try result.detached().widened().elements(as: Float.self)
            #expect(
                try distance(found, wanted.detached().elements(as: Float.self))
                    < 27 * 0.25 * 4 * 0x1p-8)
        }
    }

    @Test(arguments: types) func gradientsHaveTheTypeOfTheirTensors(
        autocast: Autocast, type: ScalarType
    ) throws {
        let (rounded, exact) = (try weights(), try weights())
        let results = try withAutocast(autocast) { try products(rounded) }
        for result in results { try result.widened().sum().backward() }
        for result in try products(exact) { try result.sum().backward() }
        for (weight, other) in zip(rounded, exact) {
            let gradient = try #require(try weight.gradient)
            #expect(gradient.scalarType == .float32)
            let wanted = try #require(try other.gradient).elements(as: Float.self)
            let largest = wanted.map(abs).max() ?? 0
            // At most 50 terms, each rounded to 8 bits.
            #expect(try distance(gradient.elements(), wanted) < (largest + 50 * 0.25) * 4 * 0x1p-8)
        }
    }

    @Test(arguments: types) func whatAddsUpHasSinglePrecision(
        autocast: Autocast, type: ScalarType
    ) throws {
        let (input, labels) = (
            try numbers([4, 8]), try Tensor([0, 1, 2, 3] as [Int64], shape: [4])
        )
        let ones = try Tensor.full([8], 1)
        let (product, wide) = try withAutocast(autocast) {
            let product = try input.matrixProduct(with: numbers([8, 8]))
            return (
                product,
                [
                    try input.squared(), try product.crossEntropy(with: labels),
                    try product.huberLoss(to: product),
                    try product.rmsNorm(weight: ones, epsilon: 1e-5), try product.widened(),
                ]
            )
        }
        #expect(product.scalarType == type)
        #expect(wide.allSatisfy { $0.scalarType == .float32 })
        #expect(try labels.widened().scalarType == .int64)
    }

    @Test func isNestedAndEndsWithItsClosure() throws {
        func type() throws -> ScalarType? {
            try numbers([2, 2]).matrixProduct(with: numbers([2, 2])).scalarType
        }
        struct Failure: Error {}
        let types = try withAutocast(.bfloat16) {
            let inside = try withAutocast(.none) {
                [try type(), try withAutocast(.float16) { try type() }, try type()]
            }
            #expect(throws: Failure.self) { try withAutocast(.none) { throw Failure() } }
            return inside + [try type()]
        }
        #expect(types == [.float32, .float16, .float32, .bfloat16])
        #expect(throws: Failure.self) { try withAutocast(.float16) { throw Failure() } }
        #expect(try type() == .float32)
    }

    @Test func belongsToItsThread() throws {
        let types = try withAutocast(.bfloat16) {
            onThreads(1) { _ in
                let ones = try Tensor.full([2, 2], 1)
                return try ones.matrixProduct(with: ones).scalarType
            }
        }
        #expect(types[0].value == .float32)
    }

    /// A weight that has been converted once is converted again after a step, and to another type.
    @Test func convertsWeightsThatHaveChanged() throws {
        let weight = try leaf([1, 1])
        func product(_ autocast: Autocast, _ value: Double) throws -> Tensor {
            try withoutGradients { try weight.fill(value) }
            return try withAutocast(autocast) {
                try Tensor.full([1, 1], 1).linear(weight: weight, bias: nil)
            }
        }
        #expect(try product(.bfloat16, 2).item() == 2)
        #expect(try product(.bfloat16, 3).item() == 3)
        // 1 + 2⁻¹⁰ has 11 bits, which bfloat16 does not have.
        let nested = try withAutocast(.bfloat16) {
            _ = try Tensor.full([1, 1], 1).linear(weight: weight, bias: nil)
            return try product(.float16, 1 + 0x1p-10)
        }
        #expect(try nested.item() == 1 + 0x1p-10)
    }

    @Test func scalesBackAndFindsWhatIsNotFinite() throws {
        let gradients = [
            try Tensor([8, -2] as [Float], shape: [2]),
            try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]),
        ]
        #expect(try Tensor.unscale(gradients, by: 4))
        #expect(
            try gradients.map { try $0.elements(as: Float.self) } == [
                [2, -0.5], [0.25, 0.5, 0.75, 1],
            ])
        for value in [Double.infinity, -.infinity, .nan] {
            let last = try Tensor([value, 1], shape: [2]).converted(to: .float32)
            #expect(try !Tensor.unscale([gradients[0], last], by: 2))
        }
        #expect(try Tensor.unscale([], by: 4))
    }
}
