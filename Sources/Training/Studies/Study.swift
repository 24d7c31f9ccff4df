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

        /// The recipe; its seed means nothing, nor do its initial weights where there is a ``base``.
        public let recipe: Recipe

        /// The folder of the dense cell whose networks the runs start from, each from that of its
        /// own seed; `nil` for the weights that the recipe names.
        public let base: String?

        /// Whether nothing is pruned.
        public var isDense: Bool { recipe.pruning == nil }

        /// The folder of the runs below that of the study.
        public var folder: String { "\(variant)/\(sparsity)" }

        /// The folder of a run below that of the study.
        public func folder(seed: UInt64) -> String { Self.folder(of: seed, in: folder) }

        /// The run that has to be finished before that of `seed` can start, by its folder; `nil`
        /// for none.
        public func prerequisite(seed: UInt64) -> String? {
            base.map { Self.folder(of: seed, in: $0) }
        }

        /// The recipe of a run of the study in `folder`.
        public func recipe(seed: UInt64, in folder: String) -> Recipe {
            var recipe = recipe
            recipe.seed = seed
            if let run = prerequisite(seed: seed) {
                recipe.initialWeights = RunFolder(path: "\(folder)/\(run)").model
            }
            return recipe
        }

        private static func folder(of seed: UInt64, in folder: String) -> String {
            "\(folder)/seed-\(seed)"
        }
    }

    /// The variants, each with its sparsities, in the order of the file.
    public internal(set) var cells: [Cell]
}
