import Layers
import Tensors
import TestSupport
import Testing

@Suite struct NameMapTests {
    @Test(arguments: [
        ("norm.gamma", "norm.weight"), ("norm.beta", "norm.bias"), ("gamma", "weight"),
        ("gamma.weight", "gamma.weight"), ("mygamma", "mygamma"),
    ]) func namesLayerNormalizationAsToday(old: String, new: String) {
        #expect(NameMap.oldLayerNorm(old) == new)
    }

    @Test func appliesOneRuleAfterTheOther() {
        let map = NameMap.removingPrefix("module.").then(.renamingPrefix("features.", to: "stem."))
            .then(NameMap { $0.hasPrefix("head.") ? nil : $0.lowercased() })
        #expect(map("module.features.0.A") == "stem.0.a")
        #expect(map("module.head.weight") == nil)
        #expect(map("fc") == "fc")
    }

    @Test func renamesAStateDictionary() throws {
        let tensor = try floats([1])
        let state = StateDictionary(
            [("module.b", tensor), ("skip", tensor), ("module.a", tensor)], metadata: ["a": "b"])
        let renamed = try state.renamed(
            by: NameMap { $0 == "skip" ? nil : String($0.dropFirst(7)) })
        #expect(renamed.tensors.map(\.name) == ["b", "a"])
        #expect(renamed.metadata == ["a": "b"])
        #expect(renamed["a"] === tensor)
    }

    @Test func refusesToGiveOneNameTwice() throws {
        let state = try StateDictionary([("module.a", floats([1])), ("a", floats([2]))])
        #expect(
            message { _ = try state.renamed(by: .removingPrefix("module.")) }
                == "the tensors 'module.a' and 'a' both get the name 'a'; names must be different")
    }

    @Test(arguments: [
        ["module.a", "module.b"], ["model.a", "model.b"], ["net.a", "net.b"],
        ["module.model._orig_mod.a", "module.model._orig_mod.b"],
        ["n_averaged", "module.a", "module.b"], ["_forward_module.net.a", "_forward_module.net.b"],
    ]) func removesWhatTrainingPutsBeforeAllNames(names: [String]) throws {
        let state = StateDictionary(try names.map { ($0, try floats([1])) })
        let own = try state.withoutWrappers(StateDictionary.trainingPrefixes)
        #expect(own.tensors.map(\.name) == ["a", "b"])
    }

    @Test(arguments: [["module.a", "b"], ["a.module.b"], ["n_averaged"], []])
    func keepsWhatDoesNotStandBeforeAllNames(names: [String]) throws {
        let state = StateDictionary(try names.map { ($0, try floats([1])) })
        #expect(try state.withoutWrappers().tensors.map(\.name) == names)
    }
}
