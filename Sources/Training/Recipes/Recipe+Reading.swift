import Yams

extension Recipe {
    /// Reads a recipe from YAML. Every key has a default; a key that is not known is an error.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The name of the file, for error messages.
    ///   - assignments: Changes of the form `key=value`, such as `pruning.sparsity=0.95`.
    /// - Throws: ``RecipeError``.
    public init(yaml: String, file: String, assignments: [String] = []) throws {
        let source = RecipeSource(file: file, assignments: assignments)
        var root = try source.parse(yaml)
        for assignment in assignments { try root.assign(assignment) }
        try self.init(RecipeSection(root, path: "", source: source))
    }

    private init(_ section: RecipeSection) throws {
        network = try section.text("network", network)
        initialWeights = try section.text(
            "initialWeights", "", Allowed(description: "a path") { _ in true })
        if initialWeights?.isEmpty == true { initialWeights = nil }
        epochs = try section.integer("epochs", epochs, .within(1...100_000))
        batchSize = try section.integer("batchSize", batchSize, .within(1...1_000_000))
        seed = try section.integer("seed", seed, .within(0...UInt64.max))
        labelSmoothing = try section.number(
            "labelSmoothing", labelSmoothing, .atLeast(0, below: 1))
        if let data = try section.section("data") { self.data = try DataRecipe(data) }
        if let optimizer = try section.section("optimizer") {
            self.optimizer = try OptimizerRecipe(optimizer)
        }
        if let pruning = try section.section("pruning") {
            self.pruning = try PruningRecipe(pruning, epochs: epochs)
        }
        try section.finish()
    }
}

extension DataRecipe {
    fileprivate init(_ section: RecipeSection) throws {
        kind = try section.text("kind", kind, .oneOf(Self.kinds))
        let all = 0
        let trainingCount = try section.integer("trainingCount", all, .atLeast(0))
        self.trainingCount = trainingCount == all ? nil : trainingCount
        let testCount = try section.integer("testCount", all, .atLeast(0))
        self.testCount = testCount == all ? nil : testCount
        crop = try section.integer("crop", crop, .within(0...64))
        isFlipped = try section.flag("flip", isFlipped)
        try section.finish()
    }
}

extension OptimizerRecipe {
    fileprivate init(_ section: RecipeSection) throws {
        learningRate = try section.number("learningRate", learningRate, .aboveZero)
        momentum = try section.number("momentum", momentum, .atLeast(0, below: 1))
        isNesterov = try section.flag("nesterov", isNesterov)
        weightDecay = try section.number("weightDecay", weightDecay, .notNegative)
        if let schedule = try section.section("schedule") {
            self.schedule = try LearningRateSchedule(schedule)
        }
        try section.finish()
    }
}

extension LearningRateSchedule {
    fileprivate init(_ section: RecipeSection) throws {
        self.init()
        let names = Shape.allCases.map(\.rawValue)
        let name = try section.text("shape", shape.rawValue, .oneOf(names))
        shape = Shape(rawValue: name) ?? shape
        warmUpEpochs = try section.number("warmUpEpochs", warmUpEpochs, .notNegative)
        stepEpochs = try section.number("stepEpochs", stepEpochs, .aboveZero)
        stepFactor = try section.number("stepFactor", stepFactor, .above(0, atMost: 1))
        try section.finish()
    }
}

extension PruningRecipe {
    fileprivate init(_ section: RecipeSection, epochs: Int) throws {
        method = try section.text("method", method)
        options = try section.section("options")?.numbers() ?? [:]
        sparsity = try section.number("sparsity", sparsity, .atLeast(0, below: 1))
        pattern = try section.text("pattern", pattern)
        startEpoch = try section.integer(
            "startEpoch", min(startEpoch, epochs - 1), .within(0...(epochs - 1)))
        schedule = try section.text("schedule", schedule)
        rampEpochs = try section.number("rampEpochs", rampEpochs, .aboveZero)
        allocation = try section.text("allocation", allocation)
        excluded = try section.texts("excluded")
        batchNormBatches = try section.integer("batchNormBatches", batchNormBatches, .atLeast(0))
        try section.finish()
    }
}

extension Node {
    /// Sets the value that `assignment`, such as `pruning.sparsity=0.95`, names.
    fileprivate mutating func assign(_ assignment: String) throws {
        let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let keys = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, keys.allSatisfy({ !$0.isEmpty }),
            let value = try? Yams.compose(yaml: String(parts[1]))
        else { throw RecipeError.invalidAssignment(assignment) }
        set(keys[...], to: value)
    }

    private mutating func set(_ keys: ArraySlice<String>, to value: Node) {
        guard let key = keys.first else {
            self = value
            return
        }
        var child = self[key] ?? Node.mapping(.init([]))
        child.set(keys.dropFirst(), to: value)
        if mapping == nil { self = Node.mapping(.init([])) }
        self[key] = child
    }
}
