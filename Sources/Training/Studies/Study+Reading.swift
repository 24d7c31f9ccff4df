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
        let text = String(decoding: try readFile(at: path), as: UTF8.self)
        try self.init(
            yaml: text, file: url.lastPathComponent, folder: url.deletingLastPathComponent().path)
    }

    /// Reads a study from YAML.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The name of the file, for error messages.
    ///   - folder: What the path of the recipe is relative to.
    /// - Throws: As ``init(path:)``.
    public init(yaml: String, file: String, folder: String) throws {
        let source = RecipeSource(file: file, assignments: [])
        let section = try RecipeSection(source.parse(yaml), path: "", source: source)
        let recipe = try Self.recipe(in: section, folder: folder)
        let seeds: [UInt64] = try section.integers("seeds", .atLeast(0)) ?? [0]
        let sparsities = try section.numbers("sparsities", .atLeast(0, below: 1))
        var names: [String] = []
        var cells: [Cell] = []
        for variant in try section.sections("variants") {
            let name = try variant.text("name", nil, .folderName(not: names))
            names.append(name)
            let place = "variant '\(name)' of \(file)"
            var changed = recipe.withoutMarks
            let changes = try variant.section("set")
            for (key, value) in changes?.values ?? [] {
                try changed.assign(key, to: value.withoutMarks)
            }
            if let changes, changes.node("seed") != nil {
                throw changes.refusal(of: "seed", allowed: "left out; seeds are in 'seeds'")
            }
            let own = try variant.integers("seeds", .atLeast(0)) ?? seeds
            try variant.finish()
            cells += Self.cells(
                of: try Recipe(changed, source: RecipeSource(file: place, assignments: [])),
                name: name, sparsities: sparsities, seeds: own)
        }
        try section.finish()
        self.cells = cells
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
        let url = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: folder + "/"))
        let text = String(decoding: try readFile(at: url.path), as: UTF8.self)
        let source = RecipeSource(file: url.lastPathComponent, assignments: [])
        let recipe = try source.parse(text)
        _ = try Recipe(recipe, source: source)
        return recipe
    }

    /// Every sparsity, where it is the recipe that says how many weights are pruned.
    private static func cells(
        of recipe: Recipe, name: String, sparsities: [Double]?, seeds: [UInt64]
    ) -> [Cell] {
        guard let pruning = recipe.pruning else {
            return [Cell(variant: name, sparsity: 0, seeds: seeds, recipe: recipe)]
        }
        let isOpen = !pruning.pattern.contains(":") && pruning.plan == nil
        return (isOpen ? sparsities ?? [pruning.sparsity] : [pruning.sparsity]).map { sparsity in
            var recipe = recipe
            recipe.pruning?.sparsity = sparsity
            return Cell(variant: name, sparsity: sparsity, seeds: seeds, recipe: recipe)
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
