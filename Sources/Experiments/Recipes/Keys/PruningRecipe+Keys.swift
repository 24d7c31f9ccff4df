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
                "method", \.method, checkedBy: checkMethod, "one of the methods below"
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
            ).with(.asksForPruning)
            Key(
                "pattern", \.pattern, checkedBy: { _ = try Patterns.named($0) },
                """
                `unstructured`, `channels`, or N:M such as `2:4`, along the input channels; \
                `2:4-flattened` along the kernel's memory order; `2:4-padded` also where rows are \
                no multiple of M, which otherwise stay dense. With `channels` the outputs of the \
                network stay dense
                """
            ).with(.asksForPruning, .decidesDefaults)
            Key(
                "startEpoch", \.startEpoch, .within(0...max(epochs - 1, 0)),
                "the first epoch with pruning, counted from 0"
            ).written { $0.startStep == nil }
            Key(
                name: "startStep",
                meaning: "the first step with pruning, counted from 0, instead of `startEpoch`",
                standard: "",
                read: { section, recipe in
                    recipe.startStep = try section.steps(
                        "startStep", .atLeast(0), inPlaceOf: "startEpoch")
                }, value: { $0.startStep?.recipeNode })
            Key(
                "schedule", \.schedule,
                checkedBy: { _ = try Schedules.named($0, durationEpochs: 1) },
                "`cubic`, `linear`, `constant`, `one-shot`",
                standard: "`cubic`, for channels with PDP `linear`")
            Key(
                "rampEpochs", \.rampEpochs, .aboveZero,
                "epochs from the start to the full sparsity",
                standard: "half of the run, for channels with PDP a third"
            ).written { $0.rampSteps == nil }
            Key(
                name: "rampSteps",
                meaning: """
                    steps from the start to the full sparsity, instead of `rampEpochs`; a linear \
                    ramp rises with every step then
                    """, standard: "",
                read: { section, recipe in
                    recipe.rampSteps = try section.steps(
                        "rampSteps", .atLeast(1), inPlaceOf: "rampEpochs")
                }, value: { $0.rampSteps?.recipeNode })
            Key(
                "everyStep", \.isPerStep,
                "whether a linear ramp rises with every step instead of every epoch"
            ).written { $0.rampSteps == nil }
            Key(
                name: "fineTuneEpochs",
                meaning: "epochs at the end in which the hard mask is fixed",
                standard: """
                    a third of the run for PDP, but nothing of a ramp in epochs; 0 for channels, \
                    other methods and `startAccuracy`
                    """,
                read: { section, recipe in
                    let first =
                        recipe.startStep == nil && !section.says("startAccuracy")
                        ? max(1, recipe.startEpoch) : 1
                    recipe.fineTuneEpochs = try section.value(
                        "fineTuneEpochs", recipe.fineTuneEpochs,
                        .within(0...max(epochs - first, 0)))
                }, value: { $0.fineTuneEpochs.recipeNode })
            Key(
                "allocation", \.allocation, checkedBy: { _ = try Allocations.named($0) },
                """
                how the zeros are shared out: `global` by magnitude over all layers, `uniform`, \
                `erk`, `explicit` as `layers` say
                """
            ).with(.asksForPruning)
            Key(
                "maximumSparsity", \.maximumSparsity, .above(0, atMost: 1),
                """
                the most zeros of a layer; what this and the next two keys take from one layer is \
                shared out among the others
                """)
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
                section: "startAccuracy", \.startAccuracy, AccuracyRecipe.keys,
                """
                starts instead when the accuracy has been above `fraction` of `bound` for `epochs` \
                in a row
                """
            ) { section, _ in try AccuracyRecipe(section) }
            Key(
                path: "plan", \.plan,
                """
                a plan that `pdp plan --save` wrote, edited or not, in the place of sparsity and \
                allocation
                """
            ).with(.asksForPruning)
        }
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

extension AccuracyRecipe {
    /// The keys of the section `pruning.startAccuracy`.
    fileprivate static var keys: Keys<AccuracyRecipe> {
        Keys(of: AccuracyRecipe(bound: 1)) {
            Key(
                "bound", \.bound, .above(0, atMost: 1),
                "an upper bound of the accuracy, such as that of a dense network",
                isRequired: true)
            Key("fraction", \.fraction, .atLeast(0, below: 1), "the share of it to exceed")
            Key("epochs", \.epochs, .atLeast(1), "how many epochs in a row")
        }
    }

    fileprivate init(_ section: RecipeSection) throws {
        self.init(bound: 1)
        try Self.keys.read(section, into: &self)
        try section.finish()
    }
}
