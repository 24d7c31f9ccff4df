import Training

extension BatchAugmentation {
    /// The keys of the section `augmentation`.
    static var keys: Keys<BatchAugmentation> {
        Keys(of: BatchAugmentation()) {
            Key(
                "mixUp", \.mixUp, .within(0, 3),
                """
                α of mix-up: images and losses are mixed with those of another example of the batch, in shares that are drawn \
                from Beta(α, α); 0 for none. 0.2 is usual
                """, foreign: ["mixup", "mixup_alpha"])
            Key(
                "cutMix", \.cutMix, .within(0, 3),
                """
                α of cut-mix, likewise with a rectangle of another image; 1 is usual. With both, every batch has one of them
                """, foreign: ["cutmix", "cutmix_alpha"])
            Key(
                "erasing", \.erasing, .within(0, 1),
                "the chance of an image that a rectangle of 2 to 33 % of it gets the mean colour",
                foreign: ["reprob", "random_erase"])
        }
    }

    /// Reads the section `augmentation` of a recipe.
    init(_ section: RecipeSection) throws {
        self.init()
        try Self.keys.read(section, into: &self)
        try section.finish()
    }
}
