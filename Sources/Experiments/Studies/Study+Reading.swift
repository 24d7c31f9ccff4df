import Files
import Foundation
import Yams

extension Study {
    /// Reads the study at `path`; paths in it are relative to its folder.
    ///
    /// - Throws: ``RecipeError`` for a study or a recipe that cannot be followed as written, and
    ///   what reading files throws.
    public init(path: String) throws {
        let url = URL(fileURLWithPath: path)
        try self.init(
            yaml: recipeText(ofFile: path), file: url.lastPathComponent,
            folder: url.deletingLastPathComponent().path)
    }

    /// Reads a study from YAML.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The name of the file, for error messages.
    ///   - folder: What paths in the text are relative to.
    /// - Throws: As ``init(path:)``.
    public init(yaml: String, file: String, folder: String) throws {
        let source = RecipeSource(file: file, assignments: [])
        let section = try RecipeSection(source.parse(yaml), path: "", source: source)
        let recipe = try Self.recipe(in: section, folder: folder)
        let seeds: [UInt64] = try section.integers("seeds", .atLeast(0)) ?? [0]
        let sparsities = try section.numbers("sparsities", .atLeast(0, below: 1))
        let validation = try section.value(
            "validation", ValidationSplit.automatic, .validation)
        cells = []
        for variant in try section.sections("variants") {
            let name = try variant.value("name", nil, .folderName(not: cells.map(\.variant)))
            let own = try variant.integers("seeds", .atLeast(0)) ?? seeds
            let base = try baseCell(of: variant, seeds: own)
            let changed = try Self.changed(recipe, by: variant, startsFromBase: base != nil)
            try variant.finish()
            let place = "variant '\(name)' of \(file)"
            var recipe = try Recipe(
                changed, source: RecipeSource(file: place, assignments: [], folder: folder))
            if recipe.data.validation == .automatic {
                recipe.data.validation = validation.resolved(isNeeded: true)
            }
            cells += try Self.cells(
                of: recipe, name: name, sparsities: sparsities, seeds: own, base: base)
        }
        try section.finish()
    }

    /// The dense cell that a variant starts from; `nil` where it names none.
    private func baseCell(of variant: RecipeSection, seeds: [UInt64]) throws -> Cell? {
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

    /// The recipe with the changes of a variant.
    private static func changed(
        _ recipe: Node, by variant: RecipeSection, startsFromBase: Bool
    ) throws -> Node {
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

    /// The recipe that all variants start from, which must be one by itself.
    private static func recipe(in section: RecipeSection, folder: String) throws -> Node {
        guard let node = section.node("recipe") else {
            throw RecipeError.missingKey(
                key: "recipe", allowed: "the path of a recipe, or a recipe", place: section.place)
        }
        guard let path = node.scalar?.string else {
            _ = try Recipe(node, source: section.source)
            return node
        }
        let url = URL(
            fileURLWithPath: expandingHome(path), relativeTo: URL(fileURLWithPath: folder + "/"))
        let source = RecipeSource(file: url.lastPathComponent, assignments: [])
        let recipe = try source.parse(recipeText(ofFile: url.path))
        let isFile = NetworkFile(try Recipe(recipe, source: source).network) != nil
        return try recipe.withPaths(
            at: RecipeDocument.pathKeys + (isFile ? ["network"] : []),
            from: url.deletingLastPathComponent().path)
    }

    /// Every sparsity, where it is the recipe that says how many weights are pruned.
    private static func cells(
        of recipe: Recipe, name: String, sparsities: [Double]?, seeds: [UInt64], base: Cell?
    ) throws -> [Cell] {
        guard let pruning = recipe.pruning else {
            return [
                Cell(variant: name, sparsity: 0, seeds: seeds, recipe: recipe, base: base?.folder)
            ]
        }
        let own = try pruning.takesSparsity ? nil : pruning.statedSparsity
        return (own.map { [$0] } ?? sparsities ?? [pruning.sparsity]).map { sparsity in
            var recipe = recipe
            if own == nil { recipe.pruning?.sparsity = sparsity }
            return Cell(
                variant: name, sparsity: sparsity, seeds: seeds, recipe: recipe, base: base?.folder)
        }
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
