import Graphs
import Testing

@Suite struct DimensionTests {
    @Test func arithmeticOnNumbersGivesNumbers() {
        #expect(Dimension.known(7) / 2 == 3)
        #expect(Dimension.known(-7) / 2 == -4)
        #expect(Dimension.known(3) * 4 + 1 - 2 == 11)
    }

    @Test(arguments: [1, 2, 12]) func divisionUndoesMultiplication(_ factor: Int) {
        let batch: Dimension = "batch"
        #expect(batch * .known(factor) / .known(factor) == batch)
        #expect("length" * batch * .known(factor) / batch == "length" * .known(factor))
    }

    @Test(arguments: [1, 2, 5]) func subtractionUndoesAddition(_ term: Int) {
        let length: Dimension = "length"
        #expect(length + .known(term) - .known(term) == length)
        #expect(length - .known(term) + .known(term) == length)
        #expect((length * 2 + .known(term)) - .known(term) == length * 2)
    }
}
