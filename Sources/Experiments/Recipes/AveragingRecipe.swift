/// The average of the weights that takes their place in the result.
public struct AveragingRecipe: Equatable, Sendable {
    /// The largest share that the average keeps of itself in a step.
    public var decay = 0.999

    /// About the mean of the last thousand steps.
    public init() {}
}

extension AveragingRecipe {
    /// The keys of the section `averaging`.
    static var keys: Keys<AveragingRecipe> {
        Keys(of: AveragingRecipe()) {
            Key(
                "decay", \.decay, .atLeast(0, below: 1),
                """
                the share that the average keeps of itself in a step; in the first steps (1 + n) / (10 + n), if \
                that is less
                """, foreign: ["model_ema_decay", "ema_decay"])
        }
    }

    /// Reads the section `averaging` of a recipe.
    init(_ section: RecipeSection) throws {
        self.init()
        try Self.keys.read(section, into: &self)
        try section.finish()
    }
}
