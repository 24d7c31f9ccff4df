import Datasets
import Experiments
import Files
import Foundation
import Layers
import Models
import Reports
import Tensors
import TestSupport

/// Runs of the small network on a few small images, always from the same weights.
///
/// The weights come from a file: the generator that draws them otherwise belongs to the whole
/// process, and other tests use it meanwhile.
final class SmallRuns {
    let folder: TemporaryFolder
    let data: any DataSource

    /// Dense training, three epochs of three steps.
    let recipe: Recipe

    init() throws {
        // Threads of LibTorch belong to the thread that asks for them; sums depend on their number.
        try LibTorch.setThreadCount(1)
        folder = try TemporaryFolder()
        try Self.writeImages(count: 80, part: "train", to: folder.path)
        try Self.writeImages(count: 30, part: "t10k", to: folder.path)
        var recipe = Recipe()
        recipe.initialWeights = folder.path("initial.safetensors")
        recipe.epochs = 3
        recipe.batchSize = 32
        recipe.data.kind = "idx"
        recipe.data.crop = 1
        recipe.data.isFlipped = true
        self.recipe = recipe
        data = try DataSources.open(recipe.data, folder: folder.path)
        try Self.initialNetwork().stateDictionary().write(to: folder.path("initial.safetensors"))
    }

    /// The recipe with half of the weights pruned by `method` over two epochs, a quarter in each.
    func recipe(method: String, pattern: String = "unstructured", options: [String: Double] = [:])
        -> Recipe
    {
        var pruning = PruningRecipe(epochs: recipe.epochs)
        pruning.method = method
        pruning.pattern = pattern
        pruning.options = options
        pruning.sparsity = 0.5
        pruning.schedule = "linear"
        pruning.ramp = .epochs(2)
        pruning.freeze = .epochs(0)
        var recipe = recipe
        recipe.pruning = pruning
        return recipe
    }

    /// The folder of the run called `name`.
    func runFolder(_ name: String) -> RunFolder { RunFolder(path: folder.path(name)) }

    /// Runs `recipe` in the folder `name`, and interrupts it after `stepCount` steps.
    @discardableResult
    func run(
        _ recipe: Recipe, in name: String, stoppingAfter stepCount: Int? = nil,
        resuming isResuming: Bool = false
    ) throws -> RunReport {
        var observer = RunObserver()
        var stepsDone = 0
        observer.didStep = { _ in stepsDone += 1 }
        observer.isInterrupted = { stepsDone == stepCount }
        return try TrainingRun(recipe: recipe, data: data, folder: runFolder(name))
            .run(resuming: isResuming, observer: observer)
    }

    /// The bytes of the model that the run `name` has written.
    func model(_ name: String) throws -> [UInt8] { try readFile(at: runFolder(name).model) }

    private static func initialNetwork() throws -> SmallCNN {
        let network = try SmallCNN()
        try network.drawParameters { _ in 0.2 }
        return network
    }

    /// Writes IDX files of random images, 8 × 8, brighter the higher their class.
    private static func writeImages(count: UInt32, part: String, to folder: String) throws {
        func header(_ magic: UInt32, _ sizes: UInt32...) -> [UInt8] {
            ([magic] + sizes).flatMap { number in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
            }
        }
        var random = SeededRandom(seed: 2, stream: UInt64(count))
        let labels = (0..<count).map { UInt8($0 % 10) }
        let pixels = labels.flatMap { label in
            (0..<64).map { _ in UInt8.random(in: 0...100 + 15 * label, using: &random) }
        }
        try AtomicFile.write(
            header(0x803, count, 8, 8) + pixels, to: "\(folder)/\(part)-images-idx3-ubyte")
        try AtomicFile.write(
            header(0x801, count) + labels, to: "\(folder)/\(part)-labels-idx1-ubyte")
    }
}
