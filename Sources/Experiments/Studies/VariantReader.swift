import Yams

/// Reads the variants of a study.
struct VariantReader {
    let file: String
    let folder: String

    /// The recipe that all variants start from.
    let recipe: Node

    let seeds: [UInt64]
    let sparsities: [Double]?
    let validation: ValidationSplit
    let tuning: TuningRecipe?

    /// The names of the variants that others start from.
    let bases: Set<String>

    /// Reads a variant, with all its sparsities, that stands after `cells`.
    func cells(of variant: RecipeSection, after cells: [Study.Cell]) throws -> [Study.Cell] {
        let name = try variant.value("name", nil, .folderName(not: cells.map(\.variant)))
        let seeds = try variant.integers("seeds", .atLeast(0)) ?? seeds
        let base = try baseCell(of: variant, among: cells, seeds: seeds)
        let changed = try changed(by: variant, startsFromBase: base != nil)
        let settings = try trialSettings(
            of: variant, named: name, seeds: seeds,
            isDense: changed.mapping?["pruning"]?.isNull ?? true)
        try variant.finish()
        func read(_ node: Node, _ place: String) throws -> [Study.Cell] {
            var recipe = try Recipe(
                node, source: RecipeSource(file: place, assignments: [], folder: folder))
            if recipe.data.validation == .automatic {
                recipe.data.validation = validation.resolved(isNeeded: true)
            }
            return try self.cells(of: recipe, name: name, seeds: seeds, base: base)
        }
        let place = "variant '\(name)' of \(file)"
        let plain = try read(changed, place)
        guard let tuning, !settings.isEmpty else { return plain }
        try checkData(of: plain, place: place)
        let trials = try settings.enumerated().map { index, settings in
            try read(changed.changed(by: settings), "trial \(index + 1) of \(place)")
        }
        guard trials.allSatisfy({ $0.map(\.sparsity) == plain.map(\.sparsity) }) else {
            throw RecipeError.invalidValue(
                key: "tune.ranges", found: "a setting that changes how many zeros are asked for",
                allowed: "without such settings", place: place)
        }
        return plain.enumerated().map { index, cell in
            cell.tuned(tuning, settings, trials.map { $0[index].recipe })
        }
    }

    /// Refuses to tune without validation examples, and to measure the result on them.
    private func checkData(of cells: [Study.Cell], place: String) throws {
        guard let data = cells.first?.recipe.data else { return }
        if data.validation == .none {
            throw RecipeError.invalidValue(
                key: "data.validation", found: "0", allowed: "above 0 where 'tune' is given",
                place: place)
        }
        if data.measuredOn == .validation {
            throw RecipeError.invalidValue(
                key: "data.measuredOn", found: "'validation'",
                allowed: "test where 'tune' is given: only trials are measured on validation "
                    + "examples", place: place)
        }
    }

    /// The dense cell that a variant starts from; `nil` where it names none.
    private func baseCell(
        of variant: RecipeSection, among cells: [Study.Cell], seeds: [UInt64]
    ) throws -> Study.Cell? {
        guard variant.node("from") != nil else { return nil }
        let dense = cells.filter(\.isDense)
        let name = try variant.value(
            "from", nil,
            Allowed(description: "the name of a dense variant above it") { name in
                dense.contains { $0.variant == name }
            })
        let base = dense.first { $0.variant == name }
        guard let base, seeds.allSatisfy(base.seeds.contains) else {
            throw variant.refusal(of: "from", allowed: "a variant that is run with the same seeds")
        }
        return base
    }

    /// What the trials of a variant change; nothing where it is not tuned.
    private func trialSettings(
        of variant: RecipeSection, named name: String, seeds: [UInt64], isDense: Bool
    ) throws -> [[(key: String, value: Node)]] {
        guard let tuning else {
            guard variant.node("tune") == nil else {
                throw variant.refusal(of: "tune", allowed: "left out where the study has no 'tune'")
            }
            return []
        }
        guard !bases.contains(name) else {
            guard try variant.section("tune") == nil else {
                throw variant.refusal(
                    of: "tune", allowed: "left out for a variant that others start from")
            }
            return []
        }
        // Ranges of the pruning that the study gives to all mean nothing to a dense variant.
        let ranges = try tuning.ranges(of: variant).filter { range in
            !isDense || !range.key.hasPrefix("pruning.")
        }
        if let seed = seeds.first(where: tuning.seeds.contains), !ranges.isEmpty {
            throw RecipeError.invalidValue(
                key: "seeds", found: "\(seed), which is a seed of trials",
                allowed: "others than those of 'tune.seeds', \(tuning.seeds)", place: variant.place)
        }
        return ranges.isEmpty ? [] : tuning.settings(in: ranges)
    }

    /// The recipe with the changes of a variant.
    private func changed(by variant: RecipeSection, startsFromBase: Bool) throws -> Node {
        var changed = recipe.withoutMarks
        guard let changes = try variant.section("set") else { return changed }
        for (key, value) in changes.values { try changed.assign(key, to: value.withoutMarks) }
        if changes.node("seed") != nil {
            throw changes.refusal(of: "seed", allowed: "left out; seeds are in 'seeds'")
        }
        if startsFromBase {
            if changes.node("initialWeights") != nil {
                throw changes.refusal(
                    of: "initialWeights", allowed: "left out where 'from' is given")
            }
            // Stands for the file of each seed; absolute, so that no file is looked for.
            try changed.assign("initialWeights", to: "/model.safetensors")
        }
        return changed
    }

    /// Every sparsity, where it is the recipe that says how many weights are pruned.
    private func cells(
        of recipe: Recipe, name: String, seeds: [UInt64], base: Study.Cell?
    ) throws -> [Study.Cell] {
        guard let pruning = recipe.pruning else {
            return [
                Study.Cell(
                    variant: name, sparsity: 0, seeds: seeds, recipe: recipe, base: base?.folder)
            ]
        }
        let own = try pruning.takesSparsity ? nil : pruning.statedSparsity
        return (own.map { [$0] } ?? sparsities ?? [pruning.sparsity]).map { sparsity in
            var recipe = recipe
            if own == nil { recipe.pruning?.sparsity = sparsity }
            return Study.Cell(
                variant: name, sparsity: sparsity, seeds: seeds, recipe: recipe, base: base?.folder)
        }
    }
}

extension Node {
    /// The recipe with the settings of a trial.
    fileprivate func changed(by settings: [(key: String, value: Node)]) throws -> Node {
        var changed = self
        for (key, value) in settings { try changed.assign(key, to: value) }
        return changed
    }
}

extension Study.Cell {
    /// The same, to be tuned by trials with these settings; the same where there are none.
    fileprivate func tuned(
        _ tuning: TuningRecipe, _ settings: [[(key: String, value: Node)]], _ recipes: [Recipe]
    ) -> Study.Cell {
        guard !settings.isEmpty else { return self }
        let trials = zip(settings, recipes).map { settings, recipe in
            Tuning.Trial(
                settings: settings.map { key, value in
                    TrialSetting(key: key, value: value.scalar?.string ?? "")
                }, recipe: recipe)
        }
        return Study.Cell(
            variant: variant, sparsity: sparsity, seeds: seeds, recipe: recipe,
            tuning: Tuning(trials: trials, search: tuning.search, seeds: tuning.seeds), base: base)
    }
}

extension Allowed where Value == String {
    /// A name that a folder can have and that is not among `names`.
    fileprivate static func folderName(not names: [String]) -> Self {
        Self(description: "a name of its own, of letters, digits, '-', '_' and '.'") { name in
            let isPlain = name.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "-_.".unicodeScalars.contains(scalar)
            }
            return isPlain && !name.isEmpty && !name.hasPrefix(".") && !names.contains(name)
        }
    }
}
