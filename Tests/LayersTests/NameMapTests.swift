import Layers
import Tensors
import TestSupport
import Testing

@Suite struct NameMapTests {
    @Test(arguments: [
        ("module.conv1.weight", "conv1.weight"), ("conv1.module.weight", "conv1.module.weight"),
        ("module", "module"), ("module.module.a", "module.a"),
    ]) func removesWhatDataParallelAdds(old: String, new: String) {
        #expect(NameMap.parallel(old) == new)
    }

    @Test(arguments: [
        ("norm.gamma", "norm.weight"), ("norm.beta", "norm.bias"), ("gamma", "weight"),
        ("gamma.weight", "gamma.weight"), ("mygamma", "mygamma"),
    ]) func namesLayerNormalizationAsToday(old: String, new: String) {
        #expect(NameMap.oldLayerNorm(old) == new)
    }

    @Test func appliesOneRuleAfterTheOther() {
        let map = NameMap.nested.then(.parallel).then(.renamingPrefix("features.", to: "stem."))
            .then(.leavingOut(prefix: "head.")).then(NameMap { $0.lowercased() })
        #expect(map("state_dict.module.features.0.A") == "stem.0.a")
        #expect(map("module.head.weight") == nil)
        #expect(map("fc") == "fc")
    }

    @Test func renamesAStateDictionary() throws {
        let tensor = try floats([1])
        let state = StateDictionary(
            [("module.b", tensor), ("skip", tensor), ("module.a", tensor)], metadata: ["a": "b"])
        let renamed = try state.renamed(by: .parallel.then(.leavingOut(prefix: "skip")))
        #expect(renamed.tensors.map(\.name) == ["b", "a"])
        #expect(renamed.metadata == ["a": "b"])
        #expect(renamed["a"] === tensor)
    }

    @Test func refusesToGiveOneNameTwice() throws {
        let state = try StateDictionary([("module.a", floats([1])), ("a", floats([2]))])
        #expect(
            message { _ = try state.renamed(by: .parallel) }
                == "the tensors 'module.a' and 'a' both get the name 'a'; names must be different")
    }
}
