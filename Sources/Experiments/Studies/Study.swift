/// Several variants of a recipe, each with several sparsities and seeds.
public struct Study: Equatable, Sendable {
    /// A recipe under a name, to be run with every seed.
    public struct Cell: Equatable, Sendable {
        /// The name of the variant.
        public let variant: String

        /// The share of zeros asked for; 0 without pruning, and the number of a target where there is
        /// one.
        public let sparsity: Double

        /// The seeds of the runs that count.
        public let seeds: [UInt64]

        /// The recipe; its seed means nothing, nor do its initial weights where there is a ``base``.
        public private(set) var recipe: Recipe

        /// How the settings of the recipe are chosen; `nil` where they are as they stand.
        public let tuning: Tuning?

        /// The place of the trial, among those of ``tuning``, whose settings the recipe has; `nil` for none.
        public private(set) var trial: Int?

        /// The folder of the dense cell whose networks the runs start from, each from that of its
        /// own seed; `nil` for the weights that the recipe names.
        public let base: String?

        /// What the network may cost, in words, where that takes the place of a sparsity.
        public var target: String? { recipe.pruning?.target?.text }

        /// Whether nothing is pruned.
        public var isDense: Bool { recipe.pruning == nil }

        /// The folder of the runs below that of the study.
        public var folder: String {
            "\(variant)/\(sparsity)" + (trial.map { "/trial-\($0 + 1)" } ?? "")
        }

        /// The same with the settings of a trial.
        public func withSettings(ofTrial index: Int) -> Cell {
            guard let tuning else { return self }
            var cell = self
            (cell.trial, cell.recipe) = (index, tuning.trials[index].recipe)
            return cell
        }

        init(
            variant: String, sparsity: Double, seeds: [UInt64], recipe: Recipe,
            tuning: Tuning? = nil, base: String?
        ) {
            self.variant = variant
            self.sparsity = sparsity
            self.seeds = seeds
            self.recipe = recipe
            self.tuning = tuning
            self.base = base
        }

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
                recipe.initialWeights =
                    RunFolder(
                        path: RecipeSource.absolute("\(folder)/\(run)", in: ".")
                    ).model
            }
            return recipe
        }

        private static func folder(of seed: UInt64, in folder: String) -> String {
            "\(folder)/seed-\(seed)"
        }
    }

    /// The dense cell that `cell` is compared with: the one that it starts from, or else the first one
    /// of the same network on the same data, rather one with the given seed; `nil` for none.
    public func denseCell(for cell: Cell, seed: UInt64? = nil) -> Cell? {
        guard !cell.isDense else { return nil }
        if let base = cell.base { return cells.first { $0.folder == base } }
        let fitting = cells.filter { other in
            other.isDense && other.recipe.hasNetworkAndData(of: cell.recipe)
        }
        let seeds = seed.map { [$0] } ?? cell.seeds
        return fitting.first { $0.seeds.contains(where: seeds.contains) } ?? fitting.first
    }

    /// For every cell the index of the first one with the same network and the same data.
    public var groups: [Int] {
        cells.map { cell in
            cells.firstIndex { other in other.recipe.hasNetworkAndData(of: cell.recipe) } ?? 0
        }
    }

    /// The variants, each with its sparsities, in the order of the file.
    public internal(set) var cells: [Cell]
}

extension Recipe {
    /// Whether results of the two can be compared: the same outputs of the same network on the same data.
    fileprivate func hasNetworkAndData(of other: Recipe) -> Bool {
        network == other.network && networkConfiguration == other.networkConfiguration
            && networkOutput == other.networkOutput && data == other.data
    }
}
