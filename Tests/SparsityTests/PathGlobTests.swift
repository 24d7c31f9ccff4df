import Sparsity
import Testing

@Suite struct PathGlobTests {
    @Test(arguments: [
        ("fc.weight", "fc.weight", true),
        ("fc", "fc.weight", true),
        ("fc", "fc2.weight", false),
        ("f", "fc.weight", false),
        ("*", "layer1.0.conv1.weight", true),
        ("layer1.*", "layer1.0.conv1.weight", true),
        ("layer1", "layer1.0.conv1.weight", false),
        ("*.conv?", "layer1.0.conv1.weight", true),
        ("*.conv?", "conv1.weight", false),
        ("layer[12].*.weight", "layer2.0.conv1.weight", true),
        ("layer[12].*.weight", "layer3.0.conv1.weight", false),
        ("", "weight", false),
        ("weight", "weight", true),
        ("a\\.b", "a.b", false),
    ])
    func matches(pattern: String, path: String, isMatch: Bool) {
        #expect(PathGlob(pattern).matches(path) == isMatch)
    }
}
