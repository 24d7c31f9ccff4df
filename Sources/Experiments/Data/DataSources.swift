public import Reports
import Training

/// Opens the data that recipes name.
public enum DataSources {
    /// Reads or draws the data of `recipe`.
    ///
    /// - Parameters:
    ///   - recipe: What to read.
    ///   - folder: The user's folder; `nil` for data that are drawn.
    ///   - isOnlyTest: Whether the training part is left unread; the test part takes its place.
    ///   - classNames: The classes of image folders, IDX files and tables in the order of their
    ///     labels; `nil` for those found.
    ///   - modelInput: What the network of a saved model takes, which the data are to fit; `nil` where
    ///     a run begins.
    ///   - seed: Decides which examples are used where the recipe gives their number.
    /// - Returns: Both parts of the data.
    /// - Throws: ``RunError`` if there is no such data, ``RecipeError`` for a key that such data
    ///   do not have, and what the reader throws.
    public static func open(
        _ recipe: DataRecipe, folder: String?, isOnlyTest: Bool = false,
        classNames: [String]? = nil, modelInput: ModelInput? = nil, seed: UInt64 = 0
    ) throws -> any DataSource {
        try open(
            DataRequest(
                recipe, folder: folder, isOnlyTest: isOnlyTest, classNames: classNames,
                modelInput: modelInput, seed: seed))
    }

    /// Reads or draws what a run of `recipe` needs: without training, only the test part.
    ///
    /// - Parameters:
    ///   - recipe: The whole recipe.
    ///   - folder: The user's folder; `nil` for data that are drawn.
    /// - Returns: Both parts of the data, or the test part in the place of both.
    /// - Throws: As ``open(_:folder:isOnlyTest:classNames:modelInput:seed:)``.
    public static func open(for recipe: Recipe, folder: String?) throws -> any DataSource {
        try open(request(for: recipe, folder: folder))
    }

    /// Looks at the data of a run of `recipe` without reading or counting its examples.
    ///
    /// - Parameters:
    ///   - recipe: The whole recipe.
    ///   - folder: The user's folder; `nil` for data that are drawn.
    /// - Returns: What tells the data from others; no counts.
    /// - Throws: As ``open(_:folder:isOnlyTest:classNames:modelInput:seed:)``, but for what examples
    ///   hold.
    public static func identity(for recipe: Recipe, folder: String?) throws -> DataIdentity {
        try request(for: recipe, folder: folder).identity()
    }

    private static func open(_ request: DataRequest) throws -> any DataSource {
        try request.kind.open(request)
    }

    private static func request(for recipe: Recipe, folder: String?) throws -> DataRequest {
        func request(isOnlyTest: Bool) throws -> DataRequest {
            var data = recipe.data
            data.validation = data.validation.resolved(
                isNeeded: recipe.choosesByMetric)
            return try DataRequest(
                data, folder: folder, isOnlyTest: isOnlyTest, classNames: nil,
                needsTargets: Tasks.named(recipe.task).outputs != .imitated, seed: recipe.seed)
        }
        let isTrained = recipe.epochs > 0 || (recipe.pruning?.batchNormBatches ?? 0) > 0
        guard !isTrained, recipe.data.measuredOn == .test else {
            return try request(isOnlyTest: false)
        }
        let test = try request(isOnlyTest: true)
        return test.kind.needsTraining(recipe.data) ? test.withTraining : test.withTrainingClasses
    }
}
