public import Datasets
public import Layers
public import Tensors
public import Training

/// Everything that a run depends on, apart from the data and the machine.
public struct Recipe: Equatable, Sendable {
    /// The name of the network.
    public var network = "small-cnn"

    /// For a network from a file with several outputs, the one that the task takes; `nil` for all.
    public var networkOutput: String?

    /// A safetensors file, or a checkpoint of PyTorch, to start from instead of random weights.
    public var initialWeights: String?

    /// The part of ``initialWeights`` that is the network, such as `model_ema`, with points before
    /// members of members; `nil` for the network itself where there are averages of it.
    public var stateKey: String?

    /// Whether the network may have tensors that ``initialWeights`` lack or hold in another shape,
    /// such as a classifier for other classes; they start at random.
    public var allowsPartialWeights = false

    /// Whether batch norm that was folded into the convolutions is put back for the training; the
    /// model that is written has it folded in again.
    public var restoresBatchNorm = false

    /// Whether batch norms keep the running statistics that they begin with, and normalise by them
    /// while training as well.
    public var freezesBatchNorm = false

    /// Whether batch norms normalise by the batches of all processes together; without it, each process
    /// normalises by its share. It changes nothing for one process.
    public var synchronizesBatchNorm = false

    /// The `config.json` of Hugging Face that has the sizes of ``network`` where that is `bert`.
    public var networkConfiguration: String?

    /// The number of passes over the training examples; 0 prunes ``initialWeights`` as they are.
    public var epochs = 10

    /// The examples in a batch, of all processes together.
    public var batchSize = 128

    /// The seed of the weights, the order of the examples and their changes.
    public var seed: UInt64 = 0

    /// The name of what the network learns.
    public var task = Classification.name

    /// What a regression minimises.
    public var regressionLoss = Regression.Loss.squared

    /// The share of the probability that the loss spreads over all classes.
    public var labelSmoothing = 0.0

    /// How much an example of each class, or a position, counts in the loss; `nil` for all the same.
    public var classWeights: ClassWeights?

    /// How the numbers of the written model are stored: as `float32`, `float16` or `bfloat16`.
    public var precision = StoredPrecision.float32

    /// How exactly products of matrices are computed.
    public var matmulPrecision = MatmulPrecision.highest

    /// How convolutions and products are computed while training.
    public var autocast = Autocast.none

    /// Whether activations are computed anew in the backward pass instead of being kept.
    public var usesGradientCheckpointing = false

    /// How images lie in memory.
    public var memoryFormat = MemoryFormatChoice.auto

    /// What the network learns from.
    public var data = DataRecipe()

    /// How weights are updated.
    public var optimizer = OptimizerRecipe()

    /// What is done to batches of training images; `nil` for nothing.
    public var augmentation: BatchAugmentation?

    /// The average of the weights that takes their place in the result; `nil` for none.
    public var averaging: AveragingRecipe?

    /// When a run ends before its last epoch; `nil` for never.
    public var earlyStop: EarlyStopRecipe?

    /// Which epoch's network is the result.
    public var result = ResultChoice.last

    /// When checkpoints are written and which are kept.
    public var checkpoints = CheckpointRecipe()

    /// Where the run is logged besides its own files.
    public var log = LogRecipe()

    /// A teacher to learn from; `nil` for the labels alone.
    public var distillation: DistillationRecipe?

    /// How the network is pruned; `nil` for dense training.
    public var pruning: PruningRecipe?

    /// What is measured for the page about the run.
    public var report = ReportRecipe()

    /// Creates the default recipe: dense training of the small network.
    public init() {}
}

/// What a network learns from.
public struct DataRecipe: Equatable, Sendable {
    /// The kind that stands for the one that the folder holds, and for glyphs without a folder.
    public static let automaticKind = "auto"

    /// The names that recipes may give a kind of data: ``automaticKind`` and those of
    /// ``DataKinds/all``.
    public static var kinds: [String] { [automaticKind] + DataKinds.all.map(\.name) }

    /// How pixels are normalised: `auto` as files beside the initial weights say, else by the training
    /// images, or for folders as ImageNet's; `imagenet`; `half` to −1...1.
    public static let normalizations = ["auto", "imagenet", "half"]

    /// One of ``kinds``.
    public var kind = Self.automaticKind

    /// The number of training examples to use, with all classes in their shares; `nil` for all, or
    /// 12,000 glyphs.
    public var trainingCount: Int?

    /// The number of test examples to use, likewise; `nil` for all, or 4,000 glyphs.
    public var testCount: Int?

    /// The split of EMNIST, one of `IDX.emnistSplits`; `nil` for the only data set of the folder.
    public var split: String?

    /// The channels of images that the network gets, 1 for grey ones and 3 for colour ones; `nil` for
    /// those that the data have.
    public var channelCount: Int?

    /// The black border, in pixels, for random crops; 0 for none.
    public var crop = 0

    /// Whether images are mirrored at random.
    public var isFlipped = false

    /// The height and width, in pixels, that photographs in folders are cut to.
    public var imageSize = 224

    /// The smallest share of a photograph's area that is cut out in training: torchvision's `scale`.
    public var cropScale: Float = 0.08

    /// The largest relative change of brightness, contrast and saturation of photographs in folders.
    public var colorJitter: Float = 0

    /// How shape and colours of images are changed at random; `nil` for not at all.
    public var randAugment: RandAugment?

    /// The threads that prepare examples.
    public var workerCount = 2

    /// Whether an image that cannot be used ends the run; otherwise another of its class takes its
    /// place in training, and the accuracy is measured without it.
    public var stopsAtBadImages = false

    /// One of ``normalizations``.
    public var normalization = "auto"

    /// The file of the training sentences in the data folder; `nil` for the name it is published
    /// under.
    public var trainingFile: String?

    /// The file of the test sentences in the data folder; `nil` for the name it is published under.
    public var testFile: String?

    /// The columns of the files of sentences, for the kind `table` alone.
    public var columns: SentenceColumns?

    /// The file `vocab.txt` of the tokens of sentences; `nil` for that in the data folder.
    public var vocabulary: String?

    /// Whether case and accents of sentences are kept.
    public var isCased = false

    /// The most tokens of a sentence, or a pair of them; what is longer is cut.
    public var maximumLength = 128

    /// Which examples decide while a network is trained.
    public var validation = ValidationSplit.automatic

    /// Which examples the finished network is measured on.
    public var measuredOn = MeasuredPart.test

    /// Which training examples an epoch shows.
    public var sampling = ExampleSampling.once

    /// The arrays that a network gets, for the kind `arrays` alone; all that are no targets if empty.
    public var inputs: [String] = []

    /// The arrays that it is to give; those with usual names if empty.
    public var targets: [String] = []

    /// The settings that only the kind of data knows, as they are written.
    public var options: [String: String] = [:]

    /// Whether the folder decides the kind.
    var isAutomatic: Bool { kind == Self.automaticKind }

    /// Whether pixels are normalised as the kind of data does it.
    var isNormalizedByKind: Bool { normalization == Self.normalizations[0] }

    /// All images of whatever kind the folder holds, unchanged.
    public init() {}
}
