import Datasets

extension RandAugment {
    /// The keys of the section `data.randAugment`.
    static var keys: Keys<RandAugment> {
        Keys(of: RandAugment()) {
            Key(
                "operations", \.operationCount, .within(1...20),
                "how many of fourteen operations an image goes through, 1 to 20, drawn for each image and epoch",
                foreign: ["num_ops"])
            Key(
                "magnitude", \.magnitude, .within(0...999),
                "the strength of all operations, from 0 to one less than `bins`",
                foreign: ["ra_magnitude"])
            Key(
                "bins", \.binCount, .within(2...1000), "how many strengths there are, 2 to 1000",
                foreign: ["num_magnitude_bins"])
        }
    }

    /// Reads the section `data.randAugment` of a recipe.
    init(_ section: RecipeSection) throws {
        self.init()
        try Self.keys.read(section, into: &self)
        try section.finish()
        guard magnitude >= binCount else { return }
        throw section.says("magnitude")
            ? section.refusal(of: "magnitude", allowed: "below 'bins', which is \(binCount)")
            : section.refusal(of: "bins", allowed: "above 'magnitude', which is \(magnitude)")
    }
}
