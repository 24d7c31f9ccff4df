public import Sparsity

extension ModelDemands {
    /// Asks for what `recipe` prunes.
    ///
    /// - Throws: ``RecipeError/missingKey(key:allowed:place:)`` for a recipe that does not prune.
    public mutating func add(_ recipe: Recipe) throws {
        guard let pruning = recipe.pruning else {
            throw RecipeError.missingKey(
                key: "pruning", allowed: "there to be verified", place: "the recipe")
        }
        pattern = pruning.pattern
        sparsity = try pruning.takesSparsity ? pruning.sparsity : nil
    }
}
