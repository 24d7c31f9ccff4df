import Datasets
import Files

/// Labelled sentences in files, which become tokens by a vocabulary.
protocol SentenceKind: DataKind {
    /// The path of the file of a part that the recipe does not name: that under which it is published.
    func publishedFile(of split: DatasetSplit, in request: DataRequest) throws -> String

    /// Reads the file of one part.
    ///
    /// - Parameters:
    ///   - file: The path.
    ///   - part: Which part of the file is meant where it holds both; `nil` for all of it.
    ///   - request: What is wanted.
    /// - Returns: The examples in the order of the file.
    /// - Throws: `DatasetError`, and ``RecipeError`` for columns that the file does not have.
    func readDataset(
        file: String, part: DatasetSplit?, of request: DataRequest
    ) throws -> TextDataset
}

extension SentenceKind {
    /// The keys of all sentences.
    static var sentenceKeys: Set<DataKey> {
        [.cased, .maximumLength, .trainingFile, .testFile, .vocabulary]
    }

    var keys: Set<DataKey> { Self.sentenceKeys }

    var hasNamedParts: Bool { true }

    var order: Int { 400 }

    func files(of split: DatasetSplit, in request: DataRequest) throws -> [FilePath] {
        [FilePath(try file(of: split, in: request))]
    }

    func sharedFiles(in request: DataRequest) -> [(name: String, file: FilePath)] {
        [("vocabulary", FilePath(request.vocabularyPath))]
    }

    func open(_ request: DataRequest) throws -> any DataSource {
        try TextSource(request) { split, ownFile in
            let isPublished = ownFile == nil && request.recipe.file(of: split) == nil
            return try readDataset(
                file: ownFile ?? file(of: split, in: request), part: isPublished ? split : nil,
                of: request)
        }
    }

    /// The path of the file of a part: the one that the recipe names, or that with the name under
    /// which the part is published.
    ///
    /// - Throws: `DatasetError`.
    func file(of split: DatasetSplit, in request: DataRequest) throws -> String {
        if let own = request.recipe.file(of: split) { return "\(request.folder)/\(own)" }
        return try publishedFile(of: split, in: request)
    }
}

extension DataRecipe {
    /// The file of sentences that the recipe names for a part.
    fileprivate func file(of split: DatasetSplit) -> String? {
        split == .training ? trainingFile : testFile
    }
}

extension DataKinds {
    /// The kinds of sentences, as error messages list them.
    static var ofSentences: [String] {
        let sentences = own.filter { $0 is any SentenceKind }
        return sentences.filter { $0 is GLUEData }.map(\.name)
            + sentences.filter { !($0 is GLUEData) }.map(\.name)
    }
}
