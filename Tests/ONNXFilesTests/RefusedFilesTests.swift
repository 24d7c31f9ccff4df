import ONNXFiles
import TestSupport
import Testing

@Suite struct RefusedFilesTests {
    @Test(arguments: [
        (
            "outside",
            "needs what is not supported: tensor 'w' lies in '../values.json'; "
                + "only files in the folder of the model are read"
        ),
        (
            "huge",
            "is not a valid ONNX file: tensor 'w' has the shape "
                + "[1099511627776, 1099511627776], which is not that of a tensor"
        ),
        (
            "cycle",
            "is not a valid ONNX file: the nodes 'y', 'a' need each other's results; "
                + "a graph must not have cycles"
        ),
        (
            "twice",
            "is not a valid ONNX file: the value 'y' is defined twice; every value is defined once"
        ),
        (
            "operators",
            "needs what is not supported: node 'a' (Einsum): the operator is not supported; "
                + "node 'b' (Relu): attribute 'slope' is not supported; "
                + "node 'y' (TopK): the operator is not supported"
        ),
    ])
    func sayWhatIsWrongAndWhere(_ name: String, _ text: String) {
        let path = GoldenCase.folder + "/refused_\(name).onnx"
        let found = message { _ = try ONNXFile(path: path) }
        #expect(found == "'\(path)' \(text)")
    }
}
