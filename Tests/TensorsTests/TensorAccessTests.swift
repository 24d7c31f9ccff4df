import Tensors
import TestSupport
import Testing

@Suite struct TensorAccessTests {
    @Test(arguments: ScalarType.allCases) func readsOneElementOfAnyType(type: ScalarType) throws {
        #expect(try Tensor.full([1, 1], 1, type: type).item() == 1)
    }

    @Test func refusesAnItemOfAnotherNumberOfElements() throws {
        let three = try Tensor.zeros([3])
        #expect(message { _ = try three.item() } == "item: the tensor has 3 elements, not one")
        let none = try Tensor.zeros([0])
        #expect(message { _ = try none.item() } == "item: the tensor has 0 elements, not one")
    }

    @Test func readsAndWritesFloatsInPlace() throws {
        let tensor = try Tensor([Float(1), 2, 3], shape: [3])
        let sum = try tensor.withUnsafeFloats { floats in
            floats[0] = 10
            return floats.reduce(0, +)
        }
        #expect(sum == 15)
        #expect(try tensor.elements() == [Float(10), 2, 3])
        #expect(try Tensor.zeros([0]).withUnsafeFloats(\.count) == 0)
    }

    @Test func refusesInPlaceAccessToOtherTensors() throws {
        let double = try Tensor.zeros([2], type: .float64)
        #expect(
            message { try double.withUnsafeFloats { _ in } }
                == "read in place: the elements are not float32")
        let view = try Tensor.zeros([2, 3]).permuted([1, 0])
        #expect(
            message { try view.withUnsafeFloats { _ in } }
                == "read in place: only a contiguous tensor on the CPU can be read in place")
    }

    @Test func knowsWhetherItsElementsAreShared() throws {
        let tensor = try Tensor.zeros([2, 3])
        #expect(tensor.isUnshared)
        var view: Tensor? = try tensor.reshaped([6])
        #expect(view?.isUnshared == false && !tensor.isUnshared)
        view = nil
        #expect(tensor.isUnshared)
        let same = try tensor.contiguous()
        #expect(!same.isUnshared && !tensor.isUnshared)
    }

    @Test func passesOnWhatTheBodyThrows() throws {
        let tensor = try Tensor.zeros([1])
        let error = TorchError(operation: "body", message: "refused")
        #expect(throws: error) { try tensor.withUnsafeFloats { _ in throw error } }
    }

    @Test func describesItself() throws {
        let tensor = try Tensor.zeros([2, 3], type: .int32)
        #expect(tensor.shape == [2, 3] && tensor.count == 6 && tensor.scalarType == .int32)
        #expect(tensor.device == .cpu && tensor.isContiguous && !tensor.requiresGradient)
    }

    @Test func hasNoNameForTypesOfOthers() throws {
        let complex = try Operator("complex")(
            .tensor(Tensor.zeros([1])), .tensor(Tensor.zeros([1])))
        #expect(complex.scalarType == nil)
        #expect(
            message { _ = try complex.elements(as: Float.self) }
                == "read a tensor: the elements are an unknown type, not float32")
    }
}
