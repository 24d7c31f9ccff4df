import Datasets
import Foundation

/// The formats in which labelled sentences are published.
enum TextFormat: String, CaseIterable {
    case mnli
    case qqp
    case rte
    case sst2 = "sst-2"
    case sick
    case snli
    case table

    /// All names, for error messages.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// The task of GLUE whose files these are; `nil` for other files.
    private var task: GLUETask? { GLUETask(rawValue: rawValue) }

    /// Returns the path of the file of a part: the one that the recipe names, or that with the name
    /// under which the part is published.
    ///
    /// - Throws: `DatasetError`.
    func file(of split: DatasetSplit, in request: DataRequest) throws -> String {
        let isTraining = split == .training
        let folder = request.folder
        let own = isTraining ? request.recipe.trainingFile : request.recipe.testFile
        if let own { return "\(folder)/\(own)" }
        if let task { return try GLUE.file(in: folder, task: task, split: split) }
        switch self {
        case .table: return try SentenceTable.file(in: folder, split: split)
        case .sick: return "\(folder)/SICK.txt"
        case .snli, .mnli, .qqp, .rte, .sst2:
            return "\(folder)/snli_1.0_\(isTraining ? "train" : "test").jsonl"
        }
    }

    /// Reads one part of the data.
    ///
    /// - Returns: The examples in the order of the file.
    /// - Throws: `DatasetError`, and ``RecipeError`` for columns that the file does not have.
    func readDataset(
        _ split: DatasetSplit, of request: DataRequest, file named: String? = nil
    ) throws -> TextDataset {
        let file = try named ?? file(of: split, in: request)
        if let task { return try GLUE.readDataset(file: file, task: task) }
        switch self {
        case .table:
            return try readTable(file, of: request)
        case .sick:
            let isTraining = split == .training
            let own =
                named ?? (isTraining ? request.recipe.trainingFile : request.recipe.testFile)
            return try SICK.readDataset(
                file: file, part: own == nil ? (isTraining ? .training : .test) : nil)
        case .snli, .mnli, .qqp, .rte, .sst2:
            return try NLIJSONLines.readDataset(file: file)
        }
    }

    /// Reads a table with the columns of the recipe; the classes are those of the training part.
    private func readTable(_ file: String, of request: DataRequest) throws -> TextDataset {
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
            file: file, columns: columns, classNames: classNames, name: "table")
    }
}
