public import Pruning

/// How a network is pruned.
public struct PruningRecipe: Equatable, Sendable {
    /// The name of the method.
    public var method = "pdp"

    /// The method's own settings, by name.
    public var options: [String: Double] = [:]

    /// The share of zeros over all weights that are pruned.
    public var sparsity = 0.9

    /// What the network may cost, in the place of ``sparsity``.
    public var target: TargetRecipe?

    /// Of channels that are pruned together, as many stay as a multiple of this has positions, where
    /// ``target`` or ``thins`` ask for it.
    public var multiple = 8

    /// Whether the run writes the network without its empty channels too.
    public var thins = false

    /// What is pruned together.
    public var pattern = "unstructured"

    /// When pruning starts, to the nearest step.
    public var start: RunTime

    /// The name of the schedule.
    public var schedule = "cubic"

    /// The time from the start of pruning to the full sparsity; a linear ramp in steps rises with every
    /// one.
    public var ramp: RunTime

    /// Whether a linear ramp in another unit rises with every step too, instead of every epoch.
    public var isPerStep = false

    /// When to start instead, by a metric; ``start`` means nothing then.
    public var startMetric: StartMetricRecipe?

    /// The time at the end of the run in which the hard mask is fixed and only kept weights are trained:
    /// the nearest number of whole epochs, and one for less.
    public var freeze: RunTime

    /// How the zeros are shared out among the layers.
    public var allocation = "global"

    /// When the zeros are shared out again.
    public var reallocation = Reallocation.never

    /// The largest share of zeros in a layer.
    public var maximumSparsity = 1.0

    /// The fewest units of each group of a layer that stay.
    public var minimumKept = 1

    /// Whether the first layer stays dense.
    public var keepsFirstDense = false

    /// Whether the last layer stays dense.
    public var keepsLastDense = false

    /// Layers with a sparsity of their own; of several rules that match a layer the first one holds.
    public var layers: [LayerSparsity] = []

    /// A pruning plan, a JSON file, that takes the place of ``sparsity`` and ``allocation``.
    public var plan: String?

    /// The paths, with `*` and `?`, of weights that stay dense.
    public var excluded: [String] = []

    /// Whether zeros that ``Recipe/initialWeights`` have stay zero.
    public var keepsZeros = true

    /// Whether the pattern `channels` prunes channels together that can only be taken out together.
    public var couplesChannels = true

    /// Whether that is all: nothing is pruned, and the masks are the zeros of the initial weights.
    public private(set) var onlyKeepsZeros = false

    /// The batches from which batch-norm statistics are estimated again after hardening; 0 for none.
    public var batchNormBatches = 0

    /// PDP at 90 %, with the times that the studies in `docs/results` support for a run of `epochs`: a
    /// ramp over half of them after one dense epoch, and fixed masks in the last third, but not
    /// before the ramp is done. In short runs the ramp leaves a quarter of the pruned epochs.
    package init(epochs: Int) {
        let startEpoch = Self.startEpoch(of: epochs)
        let rampEpochs = Self.rampEpochs(of: epochs, share: 0.5)
        start = .epochs(startEpoch)
        ramp = .epochs(rampEpochs)
        freeze = Self.usualFreeze(of: epochs, rampEnd: startEpoch + rampEpochs)
    }

    /// The method that is taken for `pattern` where nothing is said: PDP with its steep mask, for channels with
    /// that of the paper, nearly hard.
    static func usualMethod(for pattern: any Pattern) -> String {
        pattern.family == .channels ? "pdp" : "pdp-steep"
    }

    /// A method at 90 %, with the schedule, the allocation and the times that are usual for it and the
    /// pattern in a run of `epochs`.
    ///
    /// - Parameters:
    ///   - method: Its name; by default `pdp-steep`, for channels `pdp`.
    ///   - pattern: What is pruned together.
    ///   - epochs: The length of the run.
    /// - Throws: `PruningError` for names that are not known.
    public init(method: String? = nil, pattern: String = "unstructured", epochs: Int) throws {
        let method = try method ?? Self.usualMethod(for: Patterns.named(pattern))
        let defaults = try PruningMethods.named(method).defaults(for: Patterns.named(pattern))
        self.init(epochs: epochs)
        self.method = method
        self.pattern = pattern
        schedule = defaults.schedule
        allocation = defaults.allocation
        reallocation = defaults.reallocation
        let startEpoch = defaults.startsAtOnce ? 0 : Self.startEpoch(of: epochs)
        let rampEpochs = Self.rampEpochs(of: epochs, share: defaults.rampShare)
        start = .epochs(startEpoch)
        ramp = .epochs(rampEpochs)
        freeze =
            defaults.fixesMasks
            ? Self.usualFreeze(of: epochs, rampEnd: startEpoch + rampEpochs) : .epochs(0)
    }

    /// Training of a sparse network that loses none of its zeros and prunes nothing.
    public static func keepingZeros() -> PruningRecipe {
        var recipe = PruningRecipe(epochs: 0)
        recipe.onlyKeepsZeros = true
        recipe.sparsity = 0
        return recipe
    }

    private static func startEpoch(of epochs: Int) -> Double { Double(min(1, max(epochs - 1, 0))) }

    private static func rampEpochs(of epochs: Int, share: Double) -> Double {
        guard epochs > 0 else { return 1 }
        return min(Double(epochs) * share, (Double(epochs) - startEpoch(of: epochs)) * 0.75)
    }

    /// Takes the settings of the PDP paper, whose 16 dense epochs and ramp of 67 epochs belong to a run of
    /// 100.
    mutating func followPaper(epochs: Int) {
        options = ["temperature": 1e-4]
        schedule = "linear"
        start = .epochs((0.16 * Double(epochs)).rounded())
        ramp = .epochs(max(1, (0.67 * Double(epochs)).rounded()))
    }

    /// The last third of `epochs`, but nothing of the ramp.
    static func usualFreeze(of epochs: Int, rampEnd: Double) -> RunTime {
        .epochs(Double(max(0, min(epochs / 3, epochs - Int(rampEnd.rounded(.up))))))
    }
}

/// Starts pruning when the network has learnt enough, as `MetricStart` says.
public struct StartMetricRecipe: Equatable, Sendable {
    /// The name of the metric; `nil` for the one that counts most.
    public var metric: String?

    /// The best value that is expected, such as that of a dense network.
    public var bound: Double

    /// The share of the bound to exceed; where less is better, the bound divided by it is to be stayed
    /// below.
    public var fraction = 0.5

    /// How many epochs in a row.
    public var epochs = 5

    /// The rule of the PDP paper: five epochs above half of `bound`.
    public init(_ metric: String? = nil, bound: Double) {
        self.metric = metric
        self.bound = bound
    }
}
