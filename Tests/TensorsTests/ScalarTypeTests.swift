import Tensors
import TestSupport
import Testing

@Suite struct ScalarTypeTests {
    @Test func readsBackEverySwiftType() throws {
        try expectRoundTrip([UInt8.min, 1, .max])
        try expectRoundTrip([Int32.min, -1, .max])
        try expectRoundTrip([Int64.min, -1, .max])
        try expectRoundTrip([-Float.greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity])
        try expectRoundTrip([-Double.greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity])
        try expectRoundTrip([true, false, true])
    }

    private func expectRoundTrip<Scalar: TensorScalar & Equatable>(_ elements: [Scalar]) throws {
        let tensor = try Tensor(elements, shape: [1, elements.count])
        #expect(tensor.scalarType == Scalar.scalarType)
        #expect(tensor.shape == [1, elements.count] && tensor.count == elements.count)
        #expect(try tensor.elements(as: Scalar.self) == elements)
    }

    @Test(arguments: ScalarType.allCases) func readsBackTheBytesOfEveryType(
        type: ScalarType
    ) throws {
        let bytes = (0..<6 * type.byteCount).map { type == .bool ? UInt8($0 % 2) : UInt8($0) }
        let tensor = try bytes.withUnsafeBytes { try Tensor(bytes: $0, type: type, shape: [2, 3]) }
        #expect(tensor.scalarType == type)
        #expect(try storedBytes(of: tensor, count: bytes.count) == bytes)
    }

    private func storedBytes(of tensor: Tensor, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try bytes.withUnsafeMutableBytes { try tensor.copyBytes(into: $0) }
        return bytes
    }

    @Test(arguments: ScalarType.allCases) func convertsFromAndToEveryType(type: ScalarType) throws {
        let tensor = try Tensor([Float(0), 1, 1], shape: [3]).converted(to: type)
        #expect(tensor.scalarType == type)
        #expect(try tensor.converted(to: .float32).elements() == [Float(0), 1, 1])
    }

    @Test func holdsNoElementsOrOne() throws {
        let empty = try Tensor([Float](), shape: [0, 4])
        #expect(empty.count == 0 && empty.shape == [0, 4])
        #expect(try empty.elements(as: Float.self).isEmpty)
        let single = try Tensor([Float(7)], shape: [])
        #expect(single.count == 1 && single.shape == [])
        #expect(try single.elements() == [Float(7)])
    }

    @Test func readsViewsInRowMajorOrder() throws {
        let tensor = try Tensor((0..<6).map(Float.init), shape: [2, 3])
        let transposed = try tensor.permuted([1, 0])
        #expect(!transposed.isContiguous)
        #expect(try transposed.elements() == [Float(0), 3, 1, 4, 2, 5])
        #expect(try tensor.narrowed(1, to: 1..<2).elements() == [Float(1), 4])
    }

    @Test func refusesTheWrongNumberOfElements() {
        #expect(
            message { _ = try Tensor([Float(1), 2, 3], shape: [2, 2]) }
                == "make a tensor: the shape [2, 2] of Float needs 16 bytes but 12 were given")
        #expect(
            message { _ = try Tensor([Float(1)], shape: [-1]) }?.hasPrefix("make a tensor: ")
                == true)
    }

    @Test func refusesToReadAnotherType() throws {
        let tensor = try Tensor([Float(1)], shape: [1])
        #expect(
            message { _ = try tensor.elements(as: Int64.self) }
                == "read a tensor: the elements are float32, not int64")
        var bytes = [UInt8](repeating: 0, count: 3)
        #expect(
            message { try bytes.withUnsafeMutableBytes { try tensor.copyBytes(into: $0) } }
                == "read a tensor: the tensor has 4 bytes but the buffer holds 3")
    }
}
