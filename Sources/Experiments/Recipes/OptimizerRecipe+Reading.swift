import Optimization

extension OptimizerRecipe {
    /// Reads the key `optimizer` of a recipe.
    init(_ section: RecipeSection) throws {
        kind = try section.text("kind", kind, .oneOf(Self.kinds))
        let foreign = kind == "sgd" ? ["beta1", "beta2", "epsilon"] : ["momentum", "nesterov"]
        if let key = foreign.first(where: { section.node($0) != nil }) {
            throw section.refusal(of: key, allowed: "left out where 'optimizer.kind' is \(kind)")
        }
        learningRate = try section.number("learningRate", learningRate, .aboveZero)
        momentum = try section.number("momentum", momentum, .atLeast(0, below: 1))
        isNesterov = try section.flag("nesterov", isNesterov)
        weightDecay = try section.number("weightDecay", weightDecay, .notNegative)
        decaysAll = try section.flag("decayAll", decaysAll)
        let unit = Allowed.atLeast(0, below: 1)
        adamW.beta1 = try section.number("beta1", adamW.beta1, unit)
        adamW.beta2 = try section.number("beta2", adamW.beta2, unit)
        adamW.epsilon = try section.number("epsilon", adamW.epsilon, .aboveZero)
        gradientNorm = try section.number("gradientNorm", gradientNorm, .notNegative)
        accumulation = try section.integer("accumulation", accumulation, .within(1...100_000))
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

extension DistillationRecipe {
    /// Reads the key `distillation` of a recipe.
    init(_ section: RecipeSection) throws {
        teacher = try section.resolved(section.text("teacher", nil), "teacher")
        weight = try section.number("weight", weight, .above(0, atMost: 1))
        temperature = try section.number("temperature", temperature, .aboveZero)
        try section.finish()
    }
}
