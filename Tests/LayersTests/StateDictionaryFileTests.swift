import Layers
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct StateDictionaryFileTests {
    let file = TemporaryFile()

    @Test func bringsANetworkBack() throws {
        let network = try SmallNetwork()
        _ = try network(Tensor.randomNormal([2, 1, 5, 5]))
        let state = try network.stateDictionary(metadata: ["network": "small", "ü": "\n"])
        try state.write(to: file.path)

        let read = try StateDictionary(path: file.path)
        #expect(read.metadata == state.metadata)
        #expect(Set(read.tensors.map(\.name)) == Set(state.tensors.map(\.name)))
        let copy = try SmallNetwork()
        try copy.load(read, from: "'\(file.path)'")
        for (name, tensor) in try copy.stateDictionary().tensors {
            let original = try #require(state[name])
            #expect(tensor.scalarType == original.scalarType && tensor.shape == original.shape)
            #expect(try tensor.isEqual(to: original).converted(to: .float32).mean().item() == 1)
        }
    }

    @Test func hasTheTypesOfTheNetwork() throws {
        try SmallNetwork().stateDictionary().write(to: file.path)
        let stored = try SafetensorsFile(path: file.path)
        #expect(try stored.entry("conv1.weight").dtype == .float32)
        #expect(try stored.entry("conv1.weight").shape == [3, 1, 3, 3])
        #expect(try stored.entry("bn1.num_batches_tracked").dtype == .int64)
        #expect(try stored.entry("bn1.num_batches_tracked").shape == [])
    }

    @Test(arguments: ScalarType.allCases) func keepsEveryTypeButHalfPrecision(
        type: ScalarType
    ) throws {
        let tensor = try floats([0, 1, 1], [3, 1]).converted(to: type)
        let empty = try Tensor.zeros([0, 2], type: type)
        try StateDictionary([("a", tensor), ("empty", empty)]).write(to: file.path)
        let read = try StateDictionary(path: file.path)
        let isHalf = type == .float16 || type == .bfloat16
        #expect(read["a"]?.scalarType == (isHalf ? .float32 : type))
        #expect(read["a"]?.shape == [3, 1] && read["empty"]?.shape == [0, 2])
        #expect(try read["a"]?.converted(to: .float32).elements() == [Float(0), 1, 1])
    }

    @Test func readsViewsInRowMajorOrder() throws {
        let tensor = try floats([0, 1, 2, 3, 4, 5], [2, 3]).permuted([1, 0])
        try StateDictionary([("a", tensor)]).write(to: file.path)
        #expect(
            try StateDictionary(path: file.path)["a"]?.elements() == [Float(0), 3, 1, 4, 2, 5])
    }

    @Test func refusesTypesThatTensorsDoNotHave() throws {
        var writer = SafetensorsWriter()
        try writer.add("a\n", dtype: .uint16, shape: [0]) { _ in }
        try writer.write(to: file.path)
        #expect(
            message { _ = try StateDictionary(path: file.path) }
                == "the tensor 'a\\n' of '\(file.path)' has elements of type U16, "
                + "which this program does not use")
        let complex = try Operator("complex")(
            .tensor(Tensor.zeros([1])), .tensor(Tensor.zeros([1])))
        #expect(
            message { try StateDictionary([("a", complex)]).write(to: file.path) }
                == "the tensor 'a' of '\(file.path)' has elements of type unknown, "
                + "which this program does not use")
    }

    @Test func refusesTwoTensorsOfOneName() throws {
        let tensor = try Tensor.zeros([1])
        #expect(
            message { try StateDictionary([("a", tensor), ("a", tensor)]).write(to: file.path) }
                == "two tensors are named 'a'; names must be different")
    }

    @Test func namesAFileThatIsNotThere() {
        #expect(
            message { _ = try StateDictionary(path: file.path) }
                == "cannot read '\(file.path)': No such file or directory")
    }
}
