import Experiments
import Layers
import Models
import Reports
import Tensors
import TestSupport
import Testing

/// Initial weights that stand among those of other modules, as Lightning saves them.
@Suite struct NetworkPartTests {
    private let runs: SmallRuns
    private let own: StateDictionary

    init() throws {
        runs = try SmallRuns()
        own = try StateDictionary(path: runs.folder.path("initial.safetensors"))
    }

    private func prefixed(_ prefix: String) -> [(name: String, tensor: Tensor)] {
        own.tensors.map { (prefix + $0.name, $0.tensor) }
    }

    private func run(
        _ tensors: [(name: String, tensor: Tensor)], stateKey: String? = nil
    ) throws -> (record: InitialWeightsRecord?, notes: [String]) {
        try StateDictionary(tensors).write(to: runs.folder.path("many.safetensors"))
        var recipe = runs.recipe
        recipe.epochs = 0
        recipe.initialWeights = runs.folder.path("many.safetensors")
        recipe.stateKey = stateKey
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        let run = try TrainingRun(
            recipe: recipe, data: runs.data, folder: runs.runFolder("run\(stateKey ?? "")"))
        let summary = try run.run(observer: observer).summary
        let model = try StateDictionary(path: runs.runFolder("run\(stateKey ?? "")").model)
        for (name, tensor) in own.tensors {
            let other = try #require(model[name])
            #expect(try tensor.isEqual(to: other).minimum().item() == 1)
        }
        return (summary.initialWeights, notes)
    }

    private func others(_ names: String...) throws -> [(name: String, tensor: Tensor)] {
        try names.map { ($0, try Tensor([Float(7), 8], shape: [2])) }
    }

    @Test(arguments: ["model.", "net.", "model.backbone.", "encoder."])
    func theNetworkIsFoundByItsNames(prefix: String) throws {
        let found = try run(prefixed(prefix) + others("loss_fn.weight", "metric.total"))
        #expect(found.record?.loadedCount == own.tensors.count)
        #expect(found.record?.unused == ["loss_fn.weight", "metric.total"])
        #expect(
            found.notes == [
                "initial weights: \(own.tensors.count) tensors loaded; 2 unused (loss_fn.weight, "
                    + "metric.total)"
            ])
    }

    @Test(arguments: ["teacher.", "ema_model.", "a."])
    func anotherNetworkBesideItIsLeftOut(prefix: String) throws {
        let zeros = try own.tensors.map { (prefix + $0.name, try $0.tensor.zerosLike()) }
        let found = try run(zeros + prefixed("model."))
        #expect(found.record?.loadedCount == own.tensors.count)
        #expect(found.record?.unused.count == own.tensors.count)
    }

    @Test func aNetworkOfOtherShapesIsLeftOut() throws {
        let small = try own.tensors.map { name, tensor in
            (name: "teacher." + name, tensor: try tensor.reshaped([-1]))
        }
        let found = try run(prefixed("student.") + small)
        #expect(found.record?.loadedCount == own.tensors.count)
    }

    @Test func twoNetworksThatMayBeMeantAreNamed() throws {
        let tensors = prefixed("student.") + prefixed("teacher.") + (try others("loss.weight"))
        let path = runs.folder.path("many.safetensors")
        #expect(
            message { _ = try run(tensors) }
                == "'\(path)' holds the network several times, as 'student', 'teacher'; one must be "
                + "chosen")
        #expect(try run(tensors, stateKey: "teacher").record?.loadedCount == own.tensors.count)
    }

    @Test func weightsOfAnotherNetworkAreStillRefused() throws {
        let tensors = try others("a.weight", "b.weight")
        let path = runs.folder.path("many.safetensors")
        #expect(
            message { _ = try run(tensors) }?.hasPrefix("'\(path)' does not fit the network: ")
                == true)
    }
}
