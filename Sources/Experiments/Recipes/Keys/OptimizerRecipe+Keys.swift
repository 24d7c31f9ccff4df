import Optimization
import Yams

extension OptimizerRecipe {
    /// The keys of the section `optimizer`.
    static var keys: Keys<OptimizerRecipe> {
        Keys(of: OptimizerRecipe()) {
            Key(
                "kind", \.kind, .oneOf(kinds), "`sgd` or `adamw`", foreign: ["opt", "optim"])
            Key(
                "learningRate", \.learningRate, .aboveZero, "the largest learning rate",
                foreign: ["lr", "learning_rate", "base_lr", "max_lr"])
            Key("momentum", \.momentum, .atLeast(0, below: 1), "for `sgd`").only(for: ["sgd"])
            Key("nesterov", \.isNesterov, "for `sgd`").only(for: ["sgd"])
            Key(
                "beta1", \.adamW.beta1, .atLeast(0, below: 1), "for `adamw`",
                foreign: ["betas", "adam_beta1"]
            ).only(for: ["adamw"])
            Key(
                "beta2", \.adamW.beta2, .atLeast(0, below: 1), "for `adamw`",
                foreign: ["adam_beta2"]
            ).only(for: ["adamw"])
            Key(
                "epsilon", \.adamW.epsilon, .aboveZero, "for `adamw`", standard: "1e-8",
                foreign: ["eps", "adam_epsilon"]
            ).only(for: ["adamw"])
            Key(
                "weightDecay", \.weightDecay, .notNegative,
                """
                the share of a weight that is added to its gradient, or with `adamw` taken from \
                the weight
                """, standard: "5e-4", foreign: ["wd", "weight_decay"])
            Key(
                "decayAll", \.decaysAll,
                """
                whether biases and the scales and shifts of normalisations decay too, as in \
                PyTorch's optimizers
                """)
            Key(
                "gradientNorm", \.gradientNorm, .notNegative,
                "the largest norm of all gradients of a step; 0 for any",
                foreign: ["clip_grad", "clip_grad_norm", "max_grad_norm"])
            Key(
                "accumulation", \.accumulation, .within(1...100_000),
                """
                the batches whose mean gradient makes one step, fewer at the end of an epoch; \
                times in steps count those
                """,
                foreign: ["accumulation_steps", "gradient_accumulation_steps", "grad_accum_steps"])
            Key(section: "schedule", \.schedule, ScheduleRecipe.keys) { try ScheduleRecipe($0) }
        }
    }

    /// The mapping that the section is written as, without the keys of other kinds.
    var node: Node { Self.keys.node(of: self) { $0.applies(to: kind) } }

    /// Reads the section `optimizer` of a recipe.
    init(_ section: RecipeSection) throws {
        try Self.keys.read(section, into: &self)
        if let key = Self.keys.name(in: section, where: { !$0.applies(to: kind) }) {
            throw section.refusal(of: key, allowed: "left out where 'optimizer.kind' is \(kind)")
        }
        try section.finish()
    }
}

extension ScheduleRecipe {
    /// The keys of the section `optimizer.schedule`.
    fileprivate static var keys: Keys<ScheduleRecipe> {
        Keys(of: ScheduleRecipe()) {
            Key(
                "shape", \.shape, .oneOf(LearningRateSchedule.Shape.allCases),
                "`cosine`, `linear`, `step` or `constant`, after the warm-up",
                foreign: ["sched", "lr_scheduler", "lr_scheduler_type"])
            Key(
                time: "warmUp", \.warmUp, { _, _ in .anyTime },
                "how long the rate rises from 0, such as `2 epochs`, `500 steps` or `5 %` of the run",
                standard: "0",
                foreign: [
                    "warmup_epochs", "lr_warmup_epochs", "num_warmup_epochs", "warmup_steps",
                    "num_warmup_steps",
                ],
                older: [.epochs("warmUpEpochs", .notNegative)])
            Key(
                time: "stepLength", \.stepLength, { _, _ in .someTime },
                "for the shape `step`, the time between two drops of the rate",
                foreign: ["step_size", "lr_step_size", "decay_epochs"],
                older: [.epochs("stepEpochs", .aboveZero)])
            Key(
                "stepFactor", \.stepFactor, .above(0, atMost: 1), "what a drop multiplies it by",
                foreign: ["gamma", "lr_gamma", "decay_rate"])
        }
    }

    fileprivate init(_ section: RecipeSection) throws {
        self.init()
        try Self.keys.read(section, into: &self)
        try section.finish()
    }
}

extension DistillationRecipe {
    /// The keys of the section `distillation`.
    static var keys: Keys<DistillationRecipe> {
        Keys(of: DistillationRecipe(teacher: "")) {
            Key(
                name: "teacher", meaning: "a model file, which must be given", standard: "",
                foreignWords: ["teacher_model", "teacher_path"], isPath: true,
                read: { section, recipe in
                    recipe.teacher = try section.resolved(
                        section.value("teacher", nil, .text), "teacher")
                }, value: { $0.teacher.recipeNode })
            Key(
                "weight", \.weight, .above(0, atMost: 1), "the share of the teacher in the loss")
            Key(
                "temperature", \.temperature, .aboveZero, "what logits are divided by",
                standard: "1")
        }
    }

    /// Reads the section `distillation` of a recipe.
    init(_ section: RecipeSection) throws {
        self.init(teacher: "")
        try Self.keys.read(section, into: &self)
        try section.finish()
    }
}
