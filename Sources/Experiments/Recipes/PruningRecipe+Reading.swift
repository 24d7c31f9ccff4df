import Pruning

extension PruningRecipe {
    /// Reads the key `pruning` of a recipe for a run of `epochs`.
    init(_ section: RecipeSection, epochs: Int) throws {
        let keepsZeros = try section.flag("keepZeros", true)
        let isPruned = Self.keysOfPruning.contains(where: section.says)
        if section.says("keepZeros"), keepsZeros, !isPruned {
            self = .keepingZeros()
            try readKeptZeros(section)
            return
        }
        let method = try section.name("method", "pdp") { try Self.checkMethod($0) }
        let pattern = try section.name("pattern", "unstructured") { _ = try Patterns.named($0) }
        try self.init(method: method, pattern: pattern, epochs: epochs)
        let description = try PruningMethods.named(method)
        var fixesMasks = try description.defaults(for: Patterns.named(pattern)).fixesMasks
        if try section.text("preset", "default", .oneOf(["default", "paper"])) == "paper" {
            guard method == "pdp" else {
                throw section.refusal(
                    of: "preset", allowed: "default where 'pruning.method' is not pdp")
            }
            followPaper(epochs: epochs)
            fixesMasks = false
        }
        options = try section.section("options")?.numbers() ?? options
        sparsity = try section.number("sparsity", sparsity, .atLeast(0, below: 1))
        try section.checking("options") { try description.check(options: options) }
        try section.checking("pattern") { try description.check(Patterns.named(pattern)) }
        try readTimes(section, epochs: epochs, fixesMasks: fixesMasks)
        allocation = try section.name("allocation", allocation) { _ = try Allocations.named($0) }
        try readLimits(section)
        excluded = try section.texts("excluded")
        self.keepsZeros = keepsZeros
        batchNormBatches = try section.integer("batchNormBatches", batchNormBatches, .atLeast(0))
        try section.finish()
    }

    /// The keys that ask for pruning; without one of them `keepZeros` asks for the zeros that are there.
    private static let keysOfPruning = [
        "method", "preset", "options", "sparsity", "pattern", "allocation", "layers", "plan",
    ]

    /// The keys that mean nothing where nothing is pruned.
    private static let keysOfTimes = [
        "startEpoch", "startStep", "startMetric", "startAccuracy", "schedule", "rampEpochs",
        "rampSteps", "everyStep", "fineTuneEpochs", "maximumSparsity", "keepFirstDense",
        "keepLastDense",
    ]

    private mutating func readKeptZeros(_ section: RecipeSection) throws {
        if let key = Self.keysOfTimes.first(where: section.says) {
            throw section.refusal(
                of: key,
                allowed: "left out where 'pruning.keepZeros' stands without a method or a sparsity")
        }
        excluded = try section.texts("excluded")
        batchNormBatches = try section.integer("batchNormBatches", batchNormBatches, .atLeast(0))
        try section.finish()
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

    private mutating func readTimes(_ section: RecipeSection, epochs: Int, fixesMasks: Bool) throws
    {
        let lastEpoch = max(epochs - 1, 0)
        startEpoch = try section.integer("startEpoch", startEpoch, .within(0...lastEpoch))
        startStep = try readSteps("startStep", .atLeast(0), inPlaceOf: "startEpoch", section)
        schedule = try section.name("schedule", schedule) {
            _ = try Schedules.named($0, durationEpochs: 1)
        }
        rampEpochs = try section.number("rampEpochs", rampEpochs, .aboveZero)
        rampSteps = try readSteps("rampSteps", .atLeast(1), inPlaceOf: "rampEpochs", section)
        isPerStep = try section.flag("everyStep", isPerStep)
        if rampSteps != nil, section.says("everyStep") {
            throw section.refusal(
                of: "everyStep", allowed: "left out where 'pruning.rampSteps' is given")
        }
        if isPerStep, schedule != "linear" {
            throw section.refusal(
                of: "everyStep", allowed: "false where 'pruning.schedule' is not linear")
        }
        try readStartMetric(section)
        let first = startMetric == nil && startStep == nil ? max(1, startEpoch) : 1
        fineTuneEpochs = try section.integer(
            "fineTuneEpochs", fixesMasks ? usualFixedEpochs(of: epochs) : 0,
            .within(0...max(epochs - first, 0)))
    }

    /// The rule of a metric, under `startMetric`, or under `startAccuracy` where it is the accuracy.
    private mutating func readStartMetric(_ section: RecipeSection) throws {
        let rules = try ["startMetric", "startAccuracy"].compactMap { key in
            try section.section(key).map { (key, try StartMetricRecipe($0, key: key)) }
        }
        startMetric = rules.first?.1
        guard let key = rules.first?.0 else { return }
        for other in ["startStep", "startAccuracy"] where other != key && section.says(other) {
            throw section.refusal(of: other, allowed: "left out where 'pruning.\(key)' is given")
        }
    }

    /// The epochs with fixed masks where nothing is said. Where a metric starts the ramp, nobody
    /// knows when it ends. How long a ramp in steps takes is known with the data; a run then says so
    /// where the masks are fixed before its end.
    private func usualFixedEpochs(of epochs: Int) -> Int {
        guard startMetric == nil else { return 0 }
        guard startStep == nil, rampSteps == nil else { return epochs / 3 }
        let rampEnd = Double(startEpoch) + min(rampEpochs, Double(epochs))
        return Self.fixedEpochs(of: epochs, rampEnd: rampEnd)
    }

    /// A number of steps under `key`, which takes the place of one of epochs; `nil` where it is missing.
    private func readSteps(
        _ key: String, _ allowed: Allowed<Int>, inPlaceOf epochs: String, _ section: RecipeSection
    ) throws -> Int? {
        guard section.says(key) else { return nil }
        guard !section.says(epochs) else {
            throw section.refusal(of: key, allowed: "left out where 'pruning.\(epochs)' is given")
        }
        return try section.integer(key, nil, allowed)
    }

    private mutating func readLimits(_ section: RecipeSection) throws {
        maximumSparsity = try section.number(
            "maximumSparsity", maximumSparsity, .above(0, atMost: 1))
        keepsFirstDense = try section.flag("keepFirstDense", keepsFirstDense)
        keepsLastDense = try section.flag("keepLastDense", keepsLastDense)
        let sparsities = try section.section("layers")?.numbersInOrder(.atLeast(0, below: 1)) ?? []
        layers = try sparsities.map { try LayerSparsity(PathGlob($0.key), sparsity: $0.value) }
        plan = try section.path("plan")
        let limits = [
            ("maximumSparsity", maximumSparsity != 1), ("keepFirstDense", keepsFirstDense),
            ("keepLastDense", keepsLastDense),
        ]
        if plan != nil, let (key, _) = (limits + [("layers", !layers.isEmpty)]).first(where: \.1) {
            throw section.refusal(of: key, allowed: "left out where 'pruning.plan' is given")
        }
        guard try Allocations.named(allocation).hasOwnSparsities else { return }
        if let (key, _) = limits.first(where: \.1) {
            throw section.refusal(
                of: key, allowed: "left out where 'pruning.allocation' is explicit")
        }
        if layers.isEmpty {
            throw section.refusal(
                of: "allocation", allowed: "another one where 'pruning.layers' is empty")
        }
    }
}

extension StartMetricRecipe {
    fileprivate init(_ section: RecipeSection, key: String) throws {
        let isAccuracy = key == "startAccuracy"
        let name = try isAccuracy ? "accuracy" : section.text("metric", "")
        metric = name.isEmpty ? nil : name
        bound = try section.number("bound", nil, isAccuracy ? .above(0, atMost: 1) : .aboveZero)
        fraction = try section.number("fraction", fraction, .atLeast(0, below: 1))
        epochs = try section.integer("epochs", epochs, .atLeast(1))
        try section.finish()
    }
}
