import TensorFiles
import Testing

/// Tensors of types that have no storage of their own.
@Suite struct ElementTypeTests {
    @Test(arguments: [
        (
            "torch", "float8_e8m0fnu",
            "it has tensors of 'torch.float8_e8m0fnu', whose elements this "
                + "program does not use"
        ),
        (
            "torch", "Tensor",
            "its pickle is not valid, the element type of a tensor is expected at "
                + "byte 186"
        ),
    ])
    func elementTypesOfTensorsAreChecked(module: String, name: String, text: String) throws {
        let arguments = Operations.tuple(
            Operations.storage("s", "FloatStorage", count: 4), Operations.integer(0),
            Operations.tuple([4]), Operations.tuple([1]), [0x89], [0x4E],
            Operations.global(module, name))
        let tensor = Operations.global("torch._utils", "_rebuild_tensor_v3") + arguments + [0x52]
        let found = try problem(Operations.legacyFile(tensor: tensor))
        #expect(found == text)
    }
}
