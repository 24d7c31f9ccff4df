import Tensors
import TestSupport
import Testing

@Suite struct TorchErrorTests {
    let left: Tensor
    let right: Tensor

    init() throws {
        left = try Tensor.zeros([2, 3])
        right = try Tensor.zeros([4, 5])
    }

    @Test func namesTheOperatorAndQuotesLibTorch() {
        #expect(
            message { _ = try left.matrixProduct(with: right) }
                == "aten::matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)")
        #expect(
            message { _ = try left + right }
                == "aten::add: The size of tensor a (3) must match the size of tensor b (5) "
                + "at non-singleton dimension 1")
    }

    @Test func keepsTheWholeMessage() {
        let error = #expect(throws: TorchError.self) { _ = try left.reshaped([7]) }
        #expect(error?.operation == "aten::reshape")
        #expect(error?.message == "shape '[7]' is invalid for input of size 6")
    }

    @Test func describesItselfInOneLine() {
        #expect(TorchError(operation: "a", message: "b\nc").description == "a: b")
        #expect(TorchError(operation: "a", message: "\nc").description == "a: c")
        #expect(TorchError(operation: "a", message: "").description == "a: unknown failure")
    }

    @Test func refusesAnUnknownOperator() {
        let unknown = Operator("no_such_operator")
        #expect(
            message { try unknown.run() }
                == "aten::no_such_operator: LibTorch has no such operator")
        let overload = Operator("add", overload: "NoSuchOverload")
        #expect(message { try overload.run() } == "aten::add: LibTorch has no such operator")
    }

    @Test func refusesArgumentsThatTheSchemaDoesNotHave() {
        let relu = Operator("relu")
        #expect(
            message { _ = try relu(.tensor(left), .int(1)) }
                == "aten::relu: takes at most 1 arguments but was given 2")
        #expect(message { _ = try relu() } == "aten::relu: missing value for argument 'self'")
        #expect(
            message { _ = try relu(.schemaDefault) }
                == "aten::relu: missing value for argument 'self'")
    }

    @Test func refusesArgumentsOfTheWrongType() throws {
        let relu = Operator("relu")
        let text = try #require(message { _ = try relu(.string("x")) })
        #expect(text.hasPrefix("aten::relu: "))
    }

    @Test func refusesMoreResultsThanThereIsRoomFor() throws {
        let unbind = Operator("unbind", overload: "int")
        #expect(try unbind.tensors(.tensor(try Tensor.zeros([64]))).count == 64)
        let tooLong = try Tensor.zeros([65])
        #expect(
            message { _ = try unbind.tensors(.tensor(tooLong)) }
                == "aten::unbind: returns more than 64 values")
    }

    @Test func refusesAnOperatorWithoutResultWhereOneIsNeeded() {
        let assertion = Operator("_assert_async")
        #expect(
            message { _ = try assertion(.tensor(try Tensor.full([1], 1))) }
                == "aten::_assert_async: returned no tensor")
    }
}
