import TensorFiles
import Testing

@Suite struct TensorProblemTests {
    private func problem(of tensor: [UInt8]) throws -> String? {
        try problem(Operations.legacyFile(tensor: tensor))
    }

    private func problem(_ bytes: [UInt8], stateKey: String? = nil) throws -> String? {
        try PyTorchFilesTests.problem(bytes, stateKey: stateKey)
    }

    private static let reaches: [(Int, [Int], [Int], Int?)] = [
        (0, [4], [1], nil), (0, [2, 2], [2, 1], nil), (3, [1], [1], nil), (0, [], [], nil),
        (9, [0, 5], [7, .max], nil), (0, [1, 4], [.max, 1], nil), (4, [], [], 5),
        (1, [4], [1], 5), (0, [2, 2], [3, 1], 5), (0, [5], [1], 5), (2, [2], [2], 5),
    ]

    @Test(arguments: reaches) func letsTensorsReachTheEndOfTheirStorage(
        offset: Int, shape: [Int], strides: [Int], end: Int?
    ) throws {
        #expect(
            try problem(of: Operations.tensor(offset: offset, shape: shape, strides: strides))
                == end.map { "tensor 'a' ends at element \($0) of storage 's', which has 4" })
    }

    private static let impossibleNumbers: [(Int, [Int], [Int])] = [
        (0, [4], []), (0, [-1], [1]), (0, [2], [-1]), (-1, [2], [1]), (0, [.max, 2], [0, 0]),
        (0, [3], [.max]), (.max, [2], [1]), (0, [.max], [1]), (.max, [], []),
        (0, [1 << 40, 1 << 40], [0, 0]),
    ]

    @Test(arguments: impossibleNumbers) func refusesNumbersThatNoTensorHas(
        offset: Int, shape: [Int], strides: [Int]
    ) throws {
        #expect(
            try problem(of: Operations.tensor(offset: offset, shape: shape, strides: strides))
                == "tensor 'a' has the shape \(shape) and the strides \(strides), which must be "
                + "as many, at least 0, and fit 64 bits")
    }

    @Test func refusesTooManyAxes() throws {
        let ones = [Int](repeating: 1, count: 65)
        #expect(
            try problem(of: Operations.tensor(shape: ones, strides: ones))
                == "it has a tensor of more than 64 axes")
        let fewer = Array(ones.dropFirst())
        #expect(try problem(of: Operations.tensor(shape: fewer, strides: fewer)) == nil)
    }

    @Test func refusesTensorsThatRepeatTheirBytes() throws {
        let tensor = Operations.tensor(shape: [1 << 50], strides: [0])
        let limit = 8 * Operations.legacyFile(tensor: tensor).count
        #expect(
            try problem(of: tensor)
                == "its tensors take \(1 << 52) bytes, and for its size at most \(limit) are "
                + "allowed")
        #expect(try problem(of: Operations.tensor(shape: [limit / 4], strides: [0])) == nil)
    }

    @Test func refusesStoragesThatDoNotAgree() throws {
        let members = [("a", Operations.tensor()), ("b", Operations.tensor(count: 5))]
        let file = Operations.legacyFile(
            Operations.dictionary(members), storages: [Operations.storageOfFour])
        #expect(try problem(file) == "storage 's' is described twice, each time differently")
        let storage = Operations.storage("s", "FloatStorage", count: .max)
        #expect(
            try #require(try problem(Operations.legacyFile(storage))).hasPrefix(
                "its pickle is not valid, a storage is expected at byte "))
        #expect(
            try problem(
                Operations.legacyFile(
                    Operations.dictionary([("a", Operations.tensor(count: 1 << 59))]),
                    storages: [("s", 1 << 59, [])]))?.hasPrefix("it ends inside its pickle")
                == true)
    }

    @Test func refusesNamesThatStandTwice() throws {
        let members = [("a", Operations.tensor()), ("a", Operations.tensor())]
        let file = Operations.legacyFile(
            Operations.dictionary(members), storages: [Operations.storageOfFour])
        #expect(try problem(file) == "it has the name 'a' twice in one dictionary")
    }

    @Test func saysWhereItLooksForTensors() throws {
        let nothing = "neither its value nor a member of that is a dictionary with tensors"
        #expect(try problem(Operations.legacyFile([0x4E])) == nothing)
        #expect(try problem(Operations.legacyFile([0x7D])) == nothing)
        let file = Operations.legacyFile(
            Operations.dictionary([("ema", [0x7D]), ("model", [0x7D]), ("epoch", [0x4B, 1])]))
        #expect(try problem(file) == nothing)
        #expect(try problem(file, stateKey: "ema") == "its member 'ema' has no tensors")
        #expect(
            try problem(file, stateKey: "epoch")
                == "it has no dictionary 'epoch'; it has 'ema', 'model'")
        #expect(
            try problem(Operations.legacyFile([0x7D]), stateKey: "ema")
                == "it has no dictionary 'ema'; it has none")
    }
}
