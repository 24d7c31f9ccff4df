import SparseInference
import Testing

@Suite struct ViewTests {
    private static let matrix = View(
        buffer: .planned(0), shape: [2, 6, 20], strides: [960, 1, 48])

    @Test func splitsAndJoinsAxesWithoutCopying() {
        let heads = Self.matrix.reshaped(to: [2, 6, 4, 5])
        #expect(heads?.strides == [960, 1, 240, 48])
        let moved = heads?.transposed([0, 2, 1, 3])
        #expect(moved?.strides == [960, 240, 1, 48])
        let back = moved?.transposed([0, 2, 1, 3]).reshaped(to: [2, 6, 20])
        #expect(back?.strides == Self.matrix.strides)
    }

    @Test func refusesToJoinAxesThatAreApart() {
        #expect(Self.matrix.reshaped(to: [2, 120]) == nil)
        #expect(Self.matrix.reshaped(to: [12, 20]) == nil)
    }

    @Test func keepsAxesOfOne() {
        #expect(
            Self.matrix.reshaped(to: [2, 1, 6, 20, 1])?.reshaped(to: [2, 6, 20])?.strides
                == Self.matrix.strides)
    }
}
