import Foundation
import Tensors
import TestSupport
import Testing

/// Every operator is called once with values that can be checked by hand.
@Suite struct ArithmeticOperatorTests {
    let a: Tensor
    let b: Tensor

    init() throws {
        a = try doubles([1, -2, 3, -4], [2, 2])
        b = try doubles([2, 4, 8, 16], [2, 2])
    }

    private func expect(_ tensor: Tensor, _ elements: [Double]) throws {
        #expect(try tensor.elements() == elements)
    }

    @Test func addsSubtractsMultipliesAndDivides() throws {
        try expect(a + b, [3, 2, 11, 12])
        try expect(a + 1, [2, -1, 4, -3])
        try expect(a - b, [-1, -6, -5, -20])
        try expect(a - 1, [0, -3, 2, -5])
        try expect(1 - a, [0, 3, -2, 5])
        try expect(a * b, [2, -8, 24, -64])
        try expect(a * 2, [2, -4, 6, -8])
        try expect(2 * a, [2, -4, 6, -8])
        try expect(a / b, [0.5, -0.5, 0.375, -0.25])
        try expect(a / 2, [0.5, -1, 1.5, -2])
        try expect(-a, [-1, 2, -3, 4])
    }

    @Test func broadcasts() throws {
        try expect(a + doubles([10, 20]), [11, 18, 13, 16])
        try expect(a * doubles([10, 20], [2, 1]), [10, -20, 60, -80])
    }

    @Test func appliesFunctionsToEachElement() throws {
        try expect(a.magnitude(), [1, 2, 3, 4])
        try expect(a.squared(), [1, 4, 9, 16])
        try expect(a.squared().squareRoot(), [1, 2, 3, 4])
        try expect(a.sign(), [1, -1, 1, -1])
        try expect(a.clamped(to: -2.5...2), [1, -2, 2, -2.5])
        let values = try a.exponential().logarithm().elements(as: Double.self)
        #expect(distance(values, [1, -2, 3, -4]) < 1e-14)
        #expect(try abs(a.exponential().elements(as: Double.self)[0] - exp(1)) < 1e-15)
    }

    @Test func multipliesMatrices() throws {
        try expect(a.matrixProduct(with: b), [-14, -28, -26, -52])
    }

    @Test func compares() throws {
        func truth(_ tensor: Tensor) throws -> [Bool] { try tensor.elements() }
        let other = try doubles([1, 0, 4, -5], [2, 2])
        #expect(try truth(a.isGreater(than: other)) == [false, false, false, true])
        #expect(try truth(a.isGreater(than: 1)) == [false, false, true, false])
        #expect(try truth(a.isAtLeast(other)) == [true, false, false, true])
        #expect(try truth(a.isEqual(to: other)) == [true, false, false, false])
        #expect(try truth(a.isEqual(to: 3)) == [false, false, true, false])
        try expect(a.selected(where: a.isGreater(than: 0), otherwise: b), [1, 4, 3, 16])
        #expect(try !a.containsNotANumber())
        #expect(try a.squareRoot().containsNotANumber())
    }

    @Test func changesInPlace() throws {
        let tensor = try a.clone()
        try tensor.add(b)
        try expect(tensor, [3, 2, 11, 12])
        try tensor.add(b, scale: -1)
        try expect(tensor, [1, -2, 3, -4])
        try tensor.add(1.0)
        try tensor.multiply(by: b)
        try tensor.multiply(by: 0.5)
        try expect(tensor, [2, -2, 16, -24])
        try tensor.fill(7)
        try expect(tensor, [7, 7, 7, 7])
        try tensor.copy(from: Tensor([Float(1), 2, 3, 4], shape: [2, 2]))
        try expect(tensor, [1, 2, 3, 4])
        try expect(a, [1, -2, 3, -4])
    }

    @Test func addsWholeNumbersToIntegers() throws {
        let tensor = try Tensor([Int64(1), 2], shape: [2])
        try tensor.add(1)
        try tensor.add(tensor)
        #expect(try tensor.elements() == [Int64(4), 6])
        #expect(
            message { try tensor.add(0.5) }
                == "aten::add_: result type Float can't be cast to the desired output type Long")
    }

    @Test func makesTensorsOfOneValue() throws {
        try expect(Tensor.zeros([2], type: .float64), [0, 0])
        try expect(Tensor.full([2], 3, type: .float64), [3, 3])
        try expect(a.zerosLike(), [0, 0, 0, 0])
        try expect(a.onesLike(), [1, 1, 1, 1])
        #expect(try a.emptyLike().shape == [2, 2])
        #expect(try Tensor.range(3).elements() == [Int64(0), 1, 2])
    }

    @Test func fillsWithSamplesOfTheDistribution() throws {
        // The mean of n samples of deviation d has the deviation d/√n; six of them are allowed.
        let samples = try Tensor.zeros([10_000], type: .float64)
        try samples.fillUniform(in: -1...3)
        #expect(try abs(samples.mean().item() - 1) < 6 * (4 / 12.0.squareRoot()) / 100)
        #expect(try samples.minimum().item() >= -1 && samples.maximum().item() <= 3)
        try samples.fillNormal(mean: 5, deviation: 2)
        #expect(try abs(samples.mean().item() - 5) < 6 * 2.0 / 100)
    }
}
