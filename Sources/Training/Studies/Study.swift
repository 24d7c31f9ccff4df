/// Several variants of a recipe, each with several sparsities and seeds.
public struct Study: Equatable, Sendable {
    /// A recipe under a name, to be run with every seed.
    public struct Cell: Equatable, Sendable {
        /// The name of the variant.
        public let variant: String

        /// The share of zeros asked for; 0 without pruning.
        public let sparsity: Double

        /// The seeds.
        public let seeds: [UInt64]

        /// The recipe; its seed means nothing.
        public let recipe: Recipe

        /// Whether nothing is pruned.
        public var isDense: Bool { recipe.pruning == nil }

        /// The folder of a run below that of the study.
        public func folder(seed: UInt64) -> String { "\(variant)/\(sparsity)/seed-\(seed)" }

        /// The recipe of a run.
        public func recipe(seed: UInt64) -> Recipe {
            var recipe = recipe
            recipe.seed = seed
            return recipe
        }
    }

    /// The variants, each with its sparsities, in the order of the file.
    public let cells: [Cell]
}
