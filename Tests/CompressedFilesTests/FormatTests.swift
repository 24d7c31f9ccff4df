import TensorFiles
import TestSupport
import Testing

/// Files made by hand have the tensors that the description of the format says.
@Suite struct FormatTests {
    private typealias Parts = HandMadeFile

    private func floats(_ file: HandMadeFile) throws -> [Float] {
        try file.open(in: CompressedSample()).floats(of: "w")
    }

    @Test func allElementsHaveValues() throws {
        var file = HandMadeFile([3, 1], "all", values: Parts.values(1, 0, 3))
        #expect(try floats(file) == [1, 0, 3])
        file.table = #"{"w":{"dtype":"F32","shape":[3]}}"#
        #expect(try floats(file) == [1, 0, 3])
    }

    @Test func bitmasksStartWithTheLowestBit() throws {
        let file = HandMadeFile(
            [2, 5], "bitmask", values: Parts.values(1, 2, 3), bits: [0b0100_0001, 0b10])
        #expect(try floats(file) == [1, 0, 0, 0, 0, 0, 2, 0, 0, 3])
    }

    @Test func runsStartWithZeros() throws {
        let file = HandMadeFile(
            [7], "runs", values: Parts.values(1, 2, 3), bits: Parts.runs(0, 2, 3, 1, 1))
        #expect(try floats(file) == [1, 2, 0, 0, 0, 3, 0])
    }

    /// Gaps 0, 5 and 2 in a code with 1 bit of remainder: quotients 0, 2 and 1, remainders 0, 1 and 0.
    @Test func riceCodesHaveQuotientsAndRemaindersApart() throws {
        let file = HandMadeFile(
            [12], "rice-1", values: Parts.values(1, 2, 3), bits: [0b10_1001, 0b010])
        #expect(try floats(file) == [1, 0, 0, 0, 0, 0, 2, 0, 0, 3, 0, 0])
    }

    /// Two of four inputs at each of two places of the kernel.
    @Test func groupsRunAlongTheInputs() throws {
        let file = HandMadeFile(
            [1, 4, 2], "2:4", values: Parts.values(1, 2, 3, 4), bits: [0b1101_1000])
        // Places 0 and 2 at the first position of the kernel, 1 and 3 at the second.
        #expect(try floats(file) == [1, 0, 0, 2, 3, 0, 0, 4])
    }

    @Test func flattenedGroupsRunThroughTheKernel() throws {
        let file = HandMadeFile(
            [1, 4, 2], "2:4-flattened", values: Parts.values(1, 2, 3, 4), bits: [0b1101_1000])
        #expect(try floats(file) == [1, 0, 2, 0, 0, 3, 0, 4])
    }

    /// The second block of the first two outputs and the first of the last two.
    @Test func blocksRunAlongTheOutputs() throws {
        let values = Parts.values(1, 2, 3, 4)
        let expected: [Float] = [0, 1, 0, 2, 3, 0, 4, 0]
        let bitmask = HandMadeFile([4, 2], "2x1-bitmask", values: values, bits: [0b0110])
        #expect(try floats(bitmask) == expected)
        // Gaps 1 and 0: quotients 0 and 0, remainders 1 and 0.
        let rice = HandMadeFile([4, 2], "2x1-rice-1", values: values, bits: [0b11, 0b01])
        #expect(try floats(rice) == expected)
        let kernel = HandMadeFile([2, 1, 4], "2x1-bitmask", values: values, bits: [0b1010])
        #expect(try floats(kernel) == [0, 1, 0, 2, 0, 3, 0, 4])
    }

    @Test func halvesAreWidened() throws {
        let values = SampleTensor("pdp.values.F16", .float16, [2], bytes: [0, 0x3E, 0, 0xC4])
        let file = HandMadeFile(
            [1, 3], "bitmask", values: values, bits: [0b101], others: #","values":"F16""#)
        #expect(try floats(file) == [1.5, 0, -4])
    }

    @Test func stepsAreThoseOfTheOutputChannel() throws {
        let file = HandMadeFile(
            [2, 2], "bitmask", values: Parts.steps(-1, 127, 2), bits: [0b1101], scale: [0.5, 4],
            others: #","values":"I8""#)
        #expect(try floats(file) == [-0.5, 0, 508, 8])
    }

    @Test func wholeNumbersHaveNoSteps() throws {
        let file = HandMadeFile(
            [2, 2], "bitmask", values: Parts.steps(-1, 127), bits: [0b0110],
            others: #","dtype":"I8""#)
        #expect(try file.open(in: CompressedSample()).bytes(of: "w") == [0, 0xFF, 127, 0])
    }

    /// The parts of a tensor follow those of the tensor before it in the table.
    @Test func partsStandInTheOrderOfTheTable() throws {
        var file = HandMadeFile(
            [8], "bitmask", values: Parts.values(1, 2, 3), bits: [0b1000, 0b1001])
        file.table = """
            {"v":{"dtype":"F32","shape":[8],"positions":"bitmask","count":1,"bytes":1},\
            "a":{"dtype":"F32","shape":[8],"positions":"bitmask","count":2,"bytes":1}}
            """
        let read = try file.open(in: CompressedSample())
        #expect(read.names == ["a", "v"])
        #expect(try read.floats(of: "v") == [0, 0, 0, 1, 0, 0, 0, 0])
        #expect(try read.floats(of: "a") == [2, 0, 0, 3, 0, 0, 0, 0])
    }
}
