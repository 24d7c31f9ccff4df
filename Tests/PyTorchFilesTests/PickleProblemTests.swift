import TensorFiles
import Testing

@Suite struct PickleProblemTests {
    /// Returns why a legacy file with these operations is refused.
    private func problem(_ operations: [UInt8]) throws -> String? {
        try PyTorchFilesTests.problem(
            Operations.legacyFile(operations, storages: [Operations.storageOfFour]))
    }

    private let start = Operations.valueOffset

    @Test func refusesOtherOperationsAndProtocols() throws {
        #expect(
            try problem([0x69])
                == "its pickle has the operation 0x69 at byte \(start), which torch.save does not "
                + "use for tensors")
        #expect(
            try problem([0x80, 6])
                == "its pickle has protocol 6 at byte \(start), and 2 to 5 are allowed")
    }

    @Test(arguments: [
        ("os", "system"), ("builtins", "eval"), ("__builtin__", "getattr"), ("torch", "load"),
        ("torch._utils", "_rebuild_tensor_v4"), ("numpy.core.multiarray", "scalar"),
        ("collections", "OrderedDict\u{0}"), ("", ""),
    ]) func refusesOtherGlobalsInThePlaceOfTensors(module: String, name: String) throws {
        let text =
            name.hasSuffix("\u{0}") ? "collections.OrderedDict\\0" : "\(module).\(name)"
        let expected =
            "is made by '\(text)', and tensors are needed; nothing of it was run, "
            + "and torch.save(model.state_dict(), …) writes none of it"
        // A file whose value has no tensors has no storages either.
        func problemAlone(_ value: [UInt8]) throws -> String? {
            try PyTorchFilesTests.problem(Operations.legacyFile(value))
        }
        let global = Operations.global(module, name)
        #expect(try problemAlone(global) == "its value \(expected)")
        let operands = Operations.text(module) + Operations.text(name)
        #expect(try problemAlone(operands + [0x93]) == "its value \(expected)")
        let calls: [[UInt8]] = [
            [0x29, 0x52], [0x29, 0x81], [0x29, 0x7D, 0x92], [0x29, 0x52, 0x7D, 0x62],
        ]
        for call in calls {
            let value = global + call
            #expect(try problemAlone(value) == "its value \(expected)")
            let weight = Operations.dictionary([("a", Operations.tensor()), ("b.weight", value)])
            #expect(try problem(weight) == "its 'b.weight' \(expected)")
            let beside = Operations.dictionary([("a", Operations.tensor()), ("b", value)])
            #expect(try problem(beside) == nil)
        }
    }

    @Test(arguments: [[0x8F, 0x28, 0x4B, 1, 0x90], [0x28, 0x4B, 1, 0x91], [0x4E, 0x30, 0x4E]])
    func passesOverSetsAndDroppedValues(value: [UInt8]) throws {
        #expect(
            try problem(Operations.dictionary([("a", Operations.tensor()), ("b", value)])) == nil)
    }

    private static let operationsWithoutOperands: [([UInt8], String)] = [
        ([0x2E], "a value"), ([0x71, 0], "a value"), ([0x74], "a mark"), ([0x28, 0x85], "a value"),
        ([0x68, 9], "a place of the memo in use"), ([0x4E, 0x61], "a value"),
        ([0x4E, 0x4E, 0x61], "a list"), ([0x4E, 0x28, 0x75], "a dictionary and pairs"),
        ([0x7D, 0x28, 0x4E, 0x75], "a dictionary and pairs"),
        ([0x4E, 0x4E, 0x62], "a dictionary or an object"),
        ([0x4E, 0x4E, 0x93], "a module and a name"),
        ([0x4E, 0x4E, 0x52], "a function and its arguments"),
        ([0x4E, 0x29, 0x52], "a function and its arguments"), ([0x4E, 0x51], "a storage"),
        ([0x29, 0x51], "a storage"),
    ]

    @Test(arguments: operationsWithoutOperands) func refusesOperationsWithoutTheirOperands(
        operations: [UInt8], expected: String
    ) throws {
        let text = try #require(try problem(operations))
        #expect(text.hasPrefix("its pickle is not valid, \(expected) is expected at byte "))
    }

    private static let wrongArguments: [(String, [UInt8], String)] = [
        ("torch.FloatStorage", [0x29], "a function"), ("torch.float32", [0x29], "a function"),
        ("torch.Size", [0x29], "the sizes of a shape"),
        ("torch._utils._rebuild_parameter", [0x29], "the tensor of a parameter"),
        ("torch._utils._rebuild_tensor", [0x29], "a storage, an offset, a shape and strides"),
        ("torch._utils._rebuild_tensor_v2", [0x29], "a storage, an offset, a shape and strides"),
        ("collections.OrderedDict", [0x4E, 0x85], "a list of pairs"),
        ("collections.OrderedDict", [0x5D, 0x4E, 0x61, 0x85], "a list of pairs"),
    ]

    @Test(arguments: wrongArguments) func refusesWrongArguments(
        function: String, arguments: [UInt8], expected: String
    ) throws {
        let dot = try #require(function.lastIndex(of: "."))
        let name = String(function[dot...].dropFirst())
        let global = Operations.global(String(function[..<dot]), name)
        let text = try #require(try problem(global + arguments + [0x52]))
        #expect(text.hasPrefix("its pickle is not valid, \(expected) is expected at byte "))
    }

    @Test func readsDictionariesAsPython2WroteThem() throws {
        let pair: [UInt8] = [0x5D, 0x28] + Operations.text("a") + Operations.tensor() + [0x65]
        let pairs: [UInt8] = [0x5D] + pair + [0x61, 0x85, 0x52]
        let bytes = Operations.legacyFile(
            Operations.global("collections", "OrderedDict") + pairs,
            storages: [Operations.storageOfFour])
        let file = try TemporaryFile(bytes)
        #expect(try PyTorchFile(path: file.path).names == ["a"])
    }

    @Test func refusesContainersInThemselvesOrTooDeep() throws {
        let text = "its pickle has a container that holds itself"
        #expect(try problem([0x5D, 0x71, 0, 0x68, 0, 0x61]) == text)
        #expect(try problem([0x7D, 0x71, 0, 0x4E, 0x68, 0, 0x85, 0x73]) == text)
        let tensor = Operations.tensor()
        let nested = { (depth: Int) -> [UInt8] in
            let lists = [UInt8](repeating: 0x5D, count: depth)
            return Operations.dictionary([
                ("a", tensor), ("b", lists + [UInt8](repeating: 0x61, count: depth - 1)),
            ])
        }
        #expect(try problem(nested(63)) == nil)
        #expect(
            try problem(nested(64)) == "its pickle has containers in containers more than 64 deep")
        #expect(
            try problem(nested(1_000_000))
                == "its pickle has containers in containers more than 64 deep")
    }

    @Test func refusesTooManyValues() throws {
        #expect(
            try problem([UInt8](repeating: 0x4E, count: 4_000_001))
                == "its pickle has more than 4000000 values")
        // One list of pairs, made a dictionary again and again.
        let pairs = [[UInt8]](repeating: [0x4E, 0x4E, 0x86], count: 1000).joined()
        let list: [UInt8] = [0x5D, 0x71, 0, 0x28] + pairs + [0x65]
        let global = Operations.global("collections", "OrderedDict") + [0x71, 1]
        let again = [[UInt8]](repeating: [0x68, 1, 0x68, 0, 0x85, 0x52], count: 4000).joined()
        #expect(try problem(list + global + again) == "its pickle has more than 4000000 values")
    }

    @Test func refusesTooManyTensors() throws {
        let tensor: [UInt8] = Operations.tensor().dropLast() + [0x71, 1, 0x52]
        let function = Operations.global("torch._utils", "_rebuild_tensor") + [0x71, 0]
        let more = [[UInt8]](repeating: [0x68, 0, 0x68, 1, 0x52], count: 250_001).joined()
        #expect(
            try problem(function + tensor + more) == "its pickle has more than 250000 tensors")
    }
}
