extension CheckpointRecipe {
    /// The keys of the section `checkpoints`.
    static var keys: Keys<CheckpointRecipe> {
        Keys(of: CheckpointRecipe()) {
            Key(
                "every", \.every,
                Allowed(
                    description:
                        "a number of steps, seconds, minutes, hours or whole epochs above 0, of seconds at "
                        + "least 0.1, such as '500 steps', '10 minutes' or '5 epochs'",
                    contains: \.isLongEnough),
                """
                the time between two checkpoints. One in steps, seconds, minutes or hours ends with the \
                first step after it, and one is written at the end of every epoch as well; one in epochs \
                means the end of every so many
                """, foreign: ["save_steps", "checkpoint_interval", "every_n_train_steps"])
            Key(
                "keep", \.keptCount, .within(1...1000),
                """
                how many of the last ones are kept. The last is `checkpoint/state.safetensors`, those before it \
                are `checkpoint/epoch-E-step-S.safetensors`, after E epochs and S steps of the next one
                """, foreign: ["save_total_limit", "keep_n", "checkpoint_hist"])
            Key(
                "best", \.keepsBest,
                """
                whether `checkpoint/best.safetensors` is kept, that of the epoch with the best validation metric \
                among those that the run could end with: without pruning all, else those with all zeros \
                in their places
                """, foreign: ["save_best", "load_best_model_at_end"])
        }
    }

    /// Reads the section `checkpoints` of a recipe.
    init(_ section: RecipeSection) throws {
        try Self.keys.read(section, into: &self)
        try section.finish()
    }
}

extension EarlyStopRecipe {
    /// The keys of the section `earlyStop`.
    static var keys: Keys<EarlyStopRecipe> {
        Keys(of: EarlyStopRecipe()) {
            Key(
                "patience", \.patience,
                Allowed(description: "a time above 0, such as '5 epochs' or '10 %'") {
                    $0.amount > 0 && !$0.isInSteps
                },
                """
                how many epochs may go by without a better validation metric before the run ends. They are \
                counted from the first epoch with all zeros in their places, so it never ends before that
                """, foreign: ["early_stopping_patience"])
        }
    }

    /// Reads the section `earlyStop` of a recipe.
    init(_ section: RecipeSection) throws {
        self.init()
        try Self.keys.read(section, into: &self)
        try section.finish()
    }
}
