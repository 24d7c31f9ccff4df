import Pruning

extension PruningRecipe {
    /// The keys of the section `pruning` in a run of `epochs`.
    static func keys(epochs: Int = Recipe().epochs) -> Keys<PruningRecipe> {
        Keys(of: PruningRecipe(epochs: epochs)) {
            Key(
                name: "preset",
                meaning: """
                    `paper` for the settings of the PDP paper: constant temperature 10⁻⁴, linear \
                    ramp from 16 to 83 % of the run, no fixed masks; what else is said goes before \
                    it
                    """, standard: "`default`", traits: [.asksForPruning],
                read: { _, _ in }, value: { _ in nil })
            Key(
                "method", \.method, checkedBy: checkMethod, "one of the methods below",
                standard: "`pdp-steep`; for channels, and with `preset: paper`, `pdp`"
            ).with(.asksForPruning, .decidesDefaults)
            Key(
                name: "options", meaning: "numbers of the method", standard: "",
                traits: [.asksForPruning],
                read: { section, recipe in
                    recipe.options = try section.section("options")?.numbers() ?? recipe.options
                },
                value: { recipe in
                    .ordered(
                        recipe.options.sorted { $0.key < $1.key }.map { ($0, $1.recipeNode) })
                })
            Key(
                "sparsity", \.sparsity, .atLeast(0, below: 1),
                """
                the share of zeros over all pruned weights; zeros that `initialWeights` have \
                count, and stay where they are more; N:M, plans and `explicit` say it themselves
                """,
                foreign: ["amount", "final_sparsity", "target_sparsity", "pruning_ratio"]
            ).with(.asksForPruning).written { $0.target == nil }
            Key(
                section: "target", \.target, TargetRecipe.keys(),
                "what the network may cost, in the place of `sparsity`: one of"
            ) { section, _ in try TargetRecipe(section) }.with(.asksForPruning)
            Key(
                "pattern", \.pattern, checkedBy: { _ = try Patterns.named($0) },
                """
                `unstructured`, `channels`, N:M such as `2:4`, along the input channels, or blocks \
                of 2 to 64 consecutive outputs at one input, such as `4x1`; \
                `2:4-flattened` along the kernel's memory order; `2:4-padded` also where rows are \
                no multiple of M, which otherwise stay dense. With `channels` the outputs of the \
                network stay dense. Where the outputs are no multiple of a block's, the last ones \
                make lower blocks under a mask of their own; groups of a convolution must be one
                """
            ).with(.asksForPruning, .decidesDefaults)
            Key(
                time: "start", \.start,
                { _, _ in .atMost(epochs: max(epochs - 1, 0), of: epochs) },
                """
                when pruning starts, such as `1 epoch`, `500 steps` or `10 %` of the run, to the \
                nearest step
                """,
                older: [
                    .wholeEpochs("startEpoch") { _, _ in .within(0...max(epochs - 1, 0)) },
                    .steps("startStep", .atLeast(0)),
                ])
            Key(
                "schedule", \.schedule,
                checkedBy: { _ = try Schedules.named($0, durationEpochs: 1) },
                "`cubic`, `linear`, `constant`, `one-shot`",
                standard: "`cubic`, for channels with PDP `linear`")
            Key(
                time: "ramp", \.ramp, { _, _ in .someTime },
                """
                the time from the start to the full sparsity; a linear ramp in steps rises with \
                every step
                """, standard: "half of the run, for channels with PDP a third",
                older: [
                    .epochs("rampEpochs", .aboveZero), .steps("rampSteps", .atLeast(1)),
                ])
            Key(
                "everyStep", \.isPerStep,
                """
                whether a linear ramp in epochs or a share of the run rises with every step too, \
                instead of every epoch
                """
            ).written { !$0.ramp.isInSteps }
            Key(
                time: "freeze", \.freeze,
                { section, recipe in
                    .atMost(
                        epochs: recipe.largestFreeze(of: epochs, section), of: epochs)
                },
                """
                the time at the end of the run in which the hard mask is fixed: the nearest number \
                of whole epochs, and one for less
                """,
                standard: """
                    0; for pdp and spartan a third of the run, but nothing of a ramp in epochs, and 0 for \
                    channels and `startMetric`
                    """,
                older: [
                    .wholeEpochs("fineTuneEpochs") { section, recipe in
                        .within(0...recipe.largestFreeze(of: epochs, section))
                    }
                ])
            Key(
                "allocation", \.allocation, checkedBy: { _ = try Allocations.named($0) },
                """
                how the zeros are shared out: `global` by magnitude over all layers, `uniform`, \
                `erk`, `explicit` as `layers` say
                """, standard: "`global`, for channels with `target` `uniform`"
            ).with(.asksForPruning)
            Key(
                "reallocate", \.reallocation, .oneOf(Reallocation.allCases),
                """
                when `global` shares the zeros out again: `never`, at the beginning of every `epoch` \
                for the sparsity at its end, or before every `step` for the sparsity of the step, as if \
                the network were one layer; for methods that choose by magnitude in every step
                """,
                standard: """
                    `step` for pdp-centred, pdp-steep, feather, st-3, spartan, platon and obert, else `never`
                    """
            )
            Key(
                "maximumSparsity", \.maximumSparsity, .above(0, atMost: 1),
                """
                the most zeros of a layer; what this and the next three keys take from one layer is \
                shared out among the others
                """)
            Key(
                "minimumKept", \.minimumKept, .atLeast(1),
                "the fewest units, such as weights or channels, that a layer keeps in every group")
            Key("keepFirstDense", \.keepsFirstDense, "whether the first layer stays dense")
            Key("keepLastDense", \.keepsLastDense, "whether the last layer stays dense")
            Key(
                name: "layers",
                meaning: """
                    a sparsity for single layers: `{fc: 0.5, 'layer1.*': 0.8}`; the first that \
                    matches holds
                    """, standard: "", traits: [.asksForPruning],
                read: { section, recipe in
                    let all = try section.section("layers")?.numbersInOrder(.atLeast(0, below: 1))
                    recipe.layers = try (all ?? []).map {
                        try LayerSparsity(PathGlob($0.key), sparsity: $0.value)
                    }
                },
                value: { recipe in
                    .ordered(
                        recipe.layers.map { ($0.paths.description, $0.sparsity.recipeNode) })
                })
            Key(
                name: "excluded", meaning: "weights that stay dense, by name, with `*` and `?`",
                standard: "", traits: [.ofKeptZeros],
                read: { section, recipe in recipe.excluded = try section.texts("excluded") },
                value: { .list($0.excluded) })
            Key(
                "couplings", \.couplesChannels,
                """
                for the pattern `channels`, whether channels are pruned together that can only be \
                taken out together, such as those of layers whose outputs are added, and attention \
                heads, with the biases, scales and depthwise kernels that make them; weights whose channels cannot be taken out stay dense. `false` prunes every \
                layer by itself
                """
            ).written { (try? Patterns.named($0.pattern).family) == .channels }
            Key(
                "multiple", \.multiple, .within(1...1024),
                """
                as many channels stay as make a multiple of this, or all, where `target` or `thin` ask
                """
            ).written { $0.prunesCouplings }
            Key(
                "thin", \.thins,
                """
                whether the run also writes `thinned.safetensors`, the network without its empty \
                channels, heads and units, and measures it
                """
            ).written { $0.prunesCouplings }
            Key(
                "keepZeros", \.keepsZeros,
                """
                whether zeros that `initialWeights` have stay zero, whatever is pruned; `false` \
                lets methods grow them again. Standing alone, without a method, a sparsity or a \
                pattern, `pruning: {keepZeros: true}` prunes nothing and trains a sparse network \
                without losing one zero; only `excluded` and `batchNormBatches` may stand beside it
                """
            ).with(.ofKeptZeros)
            Key(
                "batchNormBatches", \.batchNormBatches, .atLeast(0),
                "batches from which batch-norm statistics are estimated again after hardening"
            ).with(.ofKeptZeros)
            Key(
                section: "startMetric", \.startMetric, StartMetricRecipe.keys(),
                """
                starts instead when a metric has been above `fraction` of `bound` for `epochs` in a \
                row; where less is better, below `bound` divided by `fraction`
                """
            ) { section, _ in try StartMetricRecipe(section, StartMetricRecipe.keys()) }
            Key(
                name: "startAccuracy",
                meaning: "`startMetric` with the accuracy, without the key `metric`", standard: "",
                read: { section, recipe in
                    guard let rule = try section.section("startAccuracy") else { return }
                    recipe.startMetric = try StartMetricRecipe(
                        rule, StartMetricRecipe.keysOfAccuracy, metric: "accuracy")
                }, value: { _ in nil })
            Key(
                path: "plan", \.plan,
                """
                a plan that `pdp plan --save` wrote, edited or not, in the place of sparsity and \
                allocation
                """
            ).with(.asksForPruning)
        }
    }

    /// The most epochs with a fixed mask: at least one is before them, and all before the start.
    private func largestFreeze(of epochs: Int, _ section: RecipeSection) -> Int {
        let start =
            section.says("startMetric") || section.says("startAccuracy")
            ? nil : start.epochs(of: epochs)
        return max(0, epochs - max(1, Int(start ?? 1)))
    }

    /// Throws `PruningError` unless there is a method called `name`.
    private static func checkMethod(_ name: String) throws {
        let known = PruningMethods.all.map(\.name)
        let meant = ForeignWords.meaning(of: name, in: ForeignWords.methods, names: known)
        if let meant, meant != name {
            throw PruningError.unknownMethod(name, nearest: meant, known: known)
        }
        _ = try PruningMethods.named(name)
    }
}

extension StartMetricRecipe {
    /// The keys of the section `pruning.startMetric`.
    fileprivate static func keys() -> Keys<StartMetricRecipe> {
        keys(bound: .aboveZero).adding(
            Key(
                "metric", \.metric, .any("a text"), "the metric, or `loss`",
                standard: "the first of the task"))
    }

    /// The keys of the section `pruning.startAccuracy`.
    fileprivate static var keysOfAccuracy: Keys<StartMetricRecipe> {
        keys(bound: .above(0, atMost: 1))
    }

    private static func keys(bound: Allowed<Double>) -> Keys<StartMetricRecipe> {
        Keys(of: StartMetricRecipe(bound: 1)) {
            Key(
                "bound", \.bound, bound,
                "the best value that is expected, such as that of a dense network",
                isRequired: true)
            Key("fraction", \.fraction, .atLeast(0, below: 1), "the share of it to exceed")
            Key("epochs", \.epochs, .atLeast(1), "how many epochs in a row")
        }
    }

    fileprivate init(
        _ section: RecipeSection, _ keys: Keys<StartMetricRecipe>, metric: String? = nil
    ) throws {
        self.init(metric, bound: 1)
        try keys.read(section, into: &self)
        try section.finish()
    }
}
