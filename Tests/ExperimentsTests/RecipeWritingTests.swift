import Datasets
import Experiments
import Layers
import Optimization
import Tensors
import Testing
import Training

@Suite struct RecipeWritingTests {
    static var recipes: [Recipe] {
        var plain = Recipe()
        plain.network = "resnet20"
        plain.seed = UInt64.max
        plain.labelSmoothing = 0.1
        var full = Recipe()
        full.initialWeights = "folder with spaces/'quotes' \"and\" ümlauts\n.safetensors"
        full.epochs = 1
        full.data.kind = "cifar10"
        full.data.trainingCount = 7
        full.data.testCount = 9
        full.data.crop = 64
        full.data.isFlipped = true
        full.optimizer.learningRate = 1.0 / 3
        full.optimizer.momentum = 0
        full.optimizer.isNesterov = true
        full.optimizer.weightDecay = 1e-300
        full.optimizer.schedule.shape = .step
        full.optimizer.schedule.stepFactor = 1e-300
        var pruning = PruningRecipe(epochs: full.epochs)
        pruning.start = .epochs(0)
        pruning.pattern = "2:4-flattened"
        pruning.options = ["temperature": 1.0 / 3, "final-temperature": 1e-12]
        pruning.excluded = ["*", "- a", "", "[x]", "&a", "~"]
        full.pruning = pruning
        full.distillation = DistillationRecipe(teacher: "*teacher: #1")
        full.distillation?.temperature = 1e300
        var photographs = Recipe()
        photographs.data.kind = "folders"
        photographs.data.colorJitter = 0.1
        photographs.data.cropScale = 0.5
        photographs.data.stopsAtBadImages = true
        photographs.data.randAugment = RandAugment(operationCount: 3, magnitude: 4, binCount: 11)
        photographs.data.sampling = .balanced
        var adamW = Recipe()
        adamW.data.kind = "table"
        adamW.data.columns = SentenceColumns(sentence1: "a: b", sentence2: "'c'", label: "#")
        adamW.data.vocabulary = "a 'b'.txt"
        adamW.data.isCased = true
        adamW.precision = .bfloat16
        adamW.matmulPrecision = .medium
        adamW.autocast = .float16
        adamW.usesGradientCheckpointing = true
        adamW.memoryFormat = .contiguous
        adamW.network = "bert"
        adamW.networkConfiguration = "a: b.json"
        adamW.initialWeights = "w"
        adamW.allowsPartialWeights = true
        adamW.optimizer.kind = "adamw"
        adamW.optimizer.adamW.beta1 = 0
        adamW.optimizer.gradientNorm = 1e-300
        adamW.optimizer.decaysAll = true
        adamW.optimizer.accumulation = 4
        adamW.optimizer.schedule.shape = .linear
        var folded = Recipe()
        folded.network = "mobilenet-v1-folded"
        folded.restoresBatchNorm = true
        folded.initialWeights = "w"
        folded.freezesBatchNorm = true
        return [Recipe(), plain, full, photographs, adamW, folded]
    }

    @Test(arguments: 0..<6) func readsBackWhatWasWritten(index: Int) throws {
        let recipe = Self.recipes[index]
        let text = try recipe.yaml
        let again = try Recipe(yaml: text, file: "r.yaml")
        #expect(again == recipe)
        #expect(try again.yaml == text)
    }

    @Test func writesEveryKey() throws {
        var recipe = Recipe()
        recipe.initialWeights = "a"
        recipe.stateKey = "f"
        recipe.data.trainingFile = "c"
        recipe.data.testFile = "d"
        recipe.data.vocabulary = "e"
        recipe.distillation = DistillationRecipe(teacher: "b")
        recipe.pruning = PruningRecipe(epochs: recipe.epochs)
        let keys = try recipe.yaml.split(separator: "\n").map { line in
            line.trimmingPrefix { $0 == " " }.prefix { $0 != ":" }
        }
        #expect(
            keys.joined(separator: " ") == """
                network initialWeights stateKey partialWeights epochs batchSize seed task labelSmoothing \
                precision matmulPrecision memoryFormat data kind trainingCount testCount validation measuredOn sampling crop flip imageSize \
                cropScale colorJitter workers badImages normalization cased maximumLength trainingFile \
                testFile vocabulary \
                optimizer kind learningRate momentum nesterov weightDecay decayAll gradientNorm \
                accumulation schedule shape warmUp stepLength stepFactor \
                distillation teacher weight temperature \
                pruning method options sparsity pattern start schedule ramp everyStep \
                freeze allocation reallocate maximumSparsity minimumKept keepFirstDense \
                keepLastDense layers \
                excluded keepZeros batchNormBatches
                """)
    }
}
