import Datasets

/// The files of a task of the GLUE benchmark.
struct GLUEData: SentenceKind {
    let task: GLUETask

    /// After the sentences that the name of a file tells.
    let order = 410

    var name: String { task.rawValue }

    var summary: String {
        switch task {
        case .mnli: "sentences of GLUE's MNLI: whether one entails the other"
        case .qqp: "questions of GLUE's QQP: whether two mean the same"
        case .rte: "sentences of GLUE's RTE: whether a text entails a sentence"
        case .sst2: "sentences of GLUE's SST-2, from reviews: whether they praise"
        }
    }

    func reason(in folder: UnknownFolder) throws -> String? {
        let found = try folder.sentences.get()
        return found.task == task ? found.reason : nil
    }

    func publishedFile(of split: DatasetSplit, in request: DataRequest) throws -> String {
        try GLUE.file(in: request.folder, task: task, split: split)
    }

    func readDataset(
        file: String, part: DatasetSplit?, of request: DataRequest
    ) throws -> TextDataset {
        try GLUE.readDataset(file: file, task: task)
    }
}

/// The task of GLUE that the columns of all files of sentences in a folder are those of.
struct SentenceTask {
    /// The task; `nil` without files of sentences.
    private(set) var task: GLUETask?

    /// By which files it was recognised.
    private(set) var reason = ""

    /// Looks into the files of the usual names, or those that the recipe names.
    ///
    /// - Throws: ``RunError/unknownSentences(folder:reason:)`` for sentences of no task, or of two, and
    ///   what reading files throws.
    init(in folder: UnknownFolder) throws {
        let own = [folder.recipe.trainingFile, folder.recipe.testFile].compactMap { $0 }
        let tables = ["train.tsv", "dev.tsv", "dev_matched.tsv"].filter(folder.names.contains)
        var tasks: [(file: String, task: GLUETask)] = []
        for file in own + tables where own.isEmpty || own.contains(file) {
            tasks.append((file, try Self.task(of: file, in: folder)))
        }
        guard let first = tasks.first else {
            let ends = [".tsv", ".csv", ".jsonl"]
            let file = folder.names.filter { name in ends.contains { name.hasSuffix($0) } }.min()
            guard let file else { return }
            throw RunError.unknownSentences(
                folder: folder.path, reason: "the name '\(file)' does not tell their task")
        }
        if let other = tasks.first(where: { $0.task != first.task }) {
            throw RunError.unknownSentences(
                folder: folder.path,
                reason: "'\(first.file)' has the columns of \(first.task.rawValue) and "
                    + "'\(other.file)' those of \(other.task.rawValue)")
        }
        task = first.task
        reason =
            tasks.map { "'\($0.file)'" }.joined(separator: " and ")
            + (tasks.count == 1 ? " has" : " have") + " its columns"
    }

    private static func task(of file: String, in folder: UnknownFolder) throws -> GLUETask {
        let path = "\(folder.path)/\(file)"
        if let task = try GLUE.task(ofFile: path) { return task }
        let columns = try SentenceTable.columnNames(ofFile: path)
            .prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        throw RunError.unknownSentences(
            folder: folder.path,
            reason: "the columns and labels of '\(file)' (\(columns)) are those of no task")
    }
}
