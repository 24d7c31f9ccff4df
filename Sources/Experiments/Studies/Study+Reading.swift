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
        let tuning = try section.section("tune").map { try TuningRecipe($0) }
        if tuning != nil, validation == .none {
            throw section.refusal(of: "validation", allowed: "above 0 where 'tune' is given")
        }
        let variants = try section.sections("variants")
        let reader = VariantReader(
            file: file, folder: folder, recipe: recipe, seeds: seeds, sparsities: sparsities,
            validation: validation, tuning: tuning,
            bases: Set(variants.compactMap { $0.node("from")?.scalar?.string }))
        cells = try variants.reduce(into: []) { $0 += try reader.cells(of: $1, after: $0) }
        guard tuning == nil || cells.contains(where: { $0.tuning != nil }) else {
            throw section.refusal(
                of: "tune", allowed: "a mapping with 'ranges' that a variant is tuned by")
        }
        if sparsities != nil, cells.allSatisfy(\.isDense) {
            throw section.refusal(
                of: "sparsities", allowed: "left out where no variant has 'pruning'")
        }
        try section.finish()
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
}
