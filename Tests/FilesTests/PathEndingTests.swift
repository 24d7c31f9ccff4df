import Files
import Testing

@Suite struct PathEndingTests {
    @Test(arguments: [
        ("a/net.onnx", true), ("NET.ONNX", true), ("net.Onnx", true), ("net.onnx.zip", false),
        ("onnx", false), ("", false),
    ])
    func ignoresCase(path: String, hasEnding: Bool) {
        #expect(path.hasEnding(".onnx") == hasEnding)
    }
}
