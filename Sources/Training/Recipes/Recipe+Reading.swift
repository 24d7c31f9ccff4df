import Models
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
        try self.init(root, source: source)
    }

    /// Reads a recipe from a node of a YAML text.
    init(_ node: Node, source: RecipeSource) throws {
        try self.init(RecipeSection(node, path: "", source: source))
    }

    private init(_ section: RecipeSection) throws {
        network = try section.name("network", network) { _ = try ImageNetwork.named($0) }
        initialWeights = try section.text(
            "initialWeights", "", Allowed(description: "a path") { _ in true })
        if initialWeights?.isEmpty == true { initialWeights = nil }
        epochs = try section.integer("epochs", epochs, .within(0...100_000))
        if epochs == 0, initialWeights == nil {
            throw section.refusal(of: "epochs", allowed: "at least 1 without 'initialWeights'")
        }
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
