import Datasets
import Foundation

/// Sentences in tables whose columns the recipe names.
struct TableData: SentenceKind {
    let name = "table"
    let summary = "sentences in tables with columns of your own, which `columns` names"
    let order = 200

    var keys: Set<DataKey> { Self.sentenceKeys.union([.columns]) }

    func reason(in folder: UnknownFolder) throws -> String? {
        folder.recipe.columns == nil ? nil : "the recipe names its columns"
    }

    func missingKey(in recipe: DataRecipe) -> (key: DataKey, allowed: String)? {
        recipe.columns == nil ? (.columns, DataRecipe.columnsAllowed) : nil
    }

    func publishedFile(of split: DatasetSplit, in request: DataRequest) throws -> String {
        try SentenceTable.file(in: request.folder, split: split)
    }

    /// Reads a table with the columns of the recipe; the classes are those of the training part.
    func readDataset(
        file: String, part: DatasetSplit?, of request: DataRequest
    ) throws -> TextDataset {
        guard let columns = request.recipe.columns else {
            throw RecipeError.missingKey(
                key: "data.columns", allowed: DataRecipe.columnsAllowed, place: "the recipe")
        }
        var paths = [file]
        if request.classNames == nil, let training = try? self.file(of: .training, in: request),
            !request.isOnlyTest || FileManager.default.fileExists(atPath: training)
        {
            paths = [training, file]
        }
        for path in paths { try columns.check(path) }
        let classNames =
            try request.classNames
            ?? SentenceTable.classNames(ofFile: paths[0], column: columns.label)
        return try SentenceTable.readDataset(
            file: file, columns: columns, classNames: classNames, name: name)
    }
}
