import Pruning

extension PruningRecipe {
    /// Reads the key `pruning` of a recipe for a run of `epochs`.
    init(_ section: RecipeSection, epochs: Int) throws {
        method = try section.text("method", method)
        options = try section.section("options")?.numbers() ?? [:]
        sparsity = try section.number("sparsity", sparsity, .atLeast(0, below: 1))
        pattern = try section.text("pattern", pattern)
        try readTimes(section, epochs: epochs)
        allocation = try section.text("allocation", allocation)
        try readLimits(section)
        excluded = try section.texts("excluded")
        batchNormBatches = try section.integer("batchNormBatches", batchNormBatches, .atLeast(0))
        try section.finish()
    }

    private mutating func readTimes(_ section: RecipeSection, epochs: Int) throws {
        startEpoch = try section.integer(
            "startEpoch", min(startEpoch, epochs - 1), .within(0...(epochs - 1)))
        schedule = try section.text("schedule", schedule)
        rampEpochs = try section.number("rampEpochs", rampEpochs, .aboveZero)
        isPerStep = try section.flag("everyStep", isPerStep)
        if isPerStep, schedule != "linear" {
            throw section.refusal(
                of: "everyStep", allowed: "false where 'pruning.schedule' is not linear")
        }
        if let start = try section.section("startAccuracy") {
            startAccuracy = try AccuracyRecipe(start)
        }
        let first = startAccuracy == nil ? max(1, startEpoch) : 1
        fineTuneEpochs = try section.integer(
            "fineTuneEpochs", fineTuneEpochs, .within(0...(epochs - first)))
    }

    private mutating func readLimits(_ section: RecipeSection) throws {
        maximumSparsity = try section.number(
            "maximumSparsity", maximumSparsity, .above(0, atMost: 1))
        keepsFirstDense = try section.flag("keepFirstDense", keepsFirstDense)
        keepsLastDense = try section.flag("keepLastDense", keepsLastDense)
        let sparsities = try section.section("layers")?.numbersInOrder(.atLeast(0, below: 1)) ?? []
        layers = try sparsities.map { try LayerSparsity(PathGlob($0.key), sparsity: $0.value) }
        let path = try section.text("plan", "", Allowed(description: "a path") { _ in true })
        guard !path.isEmpty else { return }
        plan = path
        let limits = [
            ("maximumSparsity", maximumSparsity != 1), ("keepFirstDense", keepsFirstDense),
            ("keepLastDense", keepsLastDense), ("layers", !layers.isEmpty),
        ]
        if let (key, _) = limits.first(where: \.1) {
            throw section.refusal(of: key, allowed: "left out where 'pruning.plan' is given")
        }
    }
}

extension AccuracyRecipe {
    fileprivate init(_ section: RecipeSection) throws {
        bound = try section.number("bound", nil, .above(0, atMost: 1))
        fraction = try section.number("fraction", fraction, .atLeast(0, below: 1))
        epochs = try section.integer("epochs", epochs, .atLeast(1))
        try section.finish()
    }
}
