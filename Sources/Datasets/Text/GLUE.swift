/// A task of the GLUE benchmark.
public enum GLUETask: String, Sendable, CaseIterable {
    /// Natural language inference: entailment, neutral or contradiction.
    case mnli

    /// Whether two questions mean the same.
    case qqp

    /// Whether a text entails a sentence.
    case rte

    /// Whether a sentence from a film review is negative or positive.
    case sst2 = "sst-2"
}

/// Reader of the tab-separated files of the GLUE benchmark.
///
/// Source: Wang et al., "GLUE: A Multi-Task Benchmark and Analysis Platform for Natural Language
/// Understanding", ICLR 2019, arXiv:1804.07461. The order of the classes is that of Hugging Face's
/// dataset `glue`.
public enum GLUE {
    /// Reads one file.
    ///
    /// Columns are found by the names in the first line: `sentence1`, `sentence2` and `gold_label`
    /// for MNLI, `question1`, `question2` and `is_duplicate` for QQP, `sentence1`, `sentence2` and
    /// `label` for RTE, `sentence` and `label` for SST-2. Any file with MNLI's columns can be read
    /// as MNLI. Fields are plain: quotes mean nothing. The published QQP file has a few broken rows;
    /// rows of QQP with too few fields are left out and counted, of the other tasks refused, and so
    /// are rows whose label is `-`.
    ///
    /// - Parameters:
    ///   - file: The path of the file, plain or gzip.
    ///   - task: The task whose columns and labels the file has.
    /// - Returns: The examples in the order of the file.
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` for a file that is missing,
    ///   ``DatasetError/invalidText(file:reason:)`` for one that is empty, lacks a column, is not
    ///   UTF-8, or has a row with too few fields or an unknown label.
    public static func readDataset(
        file: String, task: GLUETask
    ) throws(DatasetError) -> TextDataset {
        try format(of: task).readDataset(file: file)
    }

    /// Reads one split from a task's folder.
    ///
    /// - Parameters:
    ///   - folder: The folder with `train.tsv` and `dev.tsv`, for MNLI `dev_matched.tsv`.
    ///   - task: The task.
    ///   - split: The training sentences, or as test the development set; the labels of the
    ///     benchmark's test set are not public.
    /// - Returns: The examples in the order of the file.
    /// - Throws: What ``readDataset(file:task:)`` throws, and ``DatasetError`` for a folder that is
    ///   missing or lacks the file.
    public static func readDataset(
        folder: String, task: GLUETask, split: DatasetSplit
    ) throws(DatasetError) -> TextDataset {
        try readDataset(file: file(in: folder, task: task, split: split), task: task)
    }

    /// Returns the path of the file that ``readDataset(folder:task:split:)`` reads.
    ///
    /// - Throws: ``DatasetError`` for a folder or file that is missing.
    public static func file(
        in folder: String, task: GLUETask, split: DatasetSplit
    ) throws(DatasetError) -> String {
        let names: [String] =
            switch (split, task) {
            case (.training, _): ["train.tsv"]
            case (.test, .mnli): ["dev_matched.tsv"]
            case (.test, _): ["dev.tsv"]
            }
        return try DataFolder(path: folder).file(named: names)
    }

    /// Returns the tasks whose files have these columns; SST-2 and RTE only where all of the labels
    /// are those of the task, since files of other tasks have the same columns.
    ///
    /// - Parameter file: The path of a tab-separated file, plain or gzip.
    /// - Returns: At most one task of those with columns of their own.
    /// - Throws: As ``readDataset(file:task:)`` for a file that is no text.
    public static func task(ofFile file: String) throws(DatasetError) -> GLUETask? {
        let names = try SentenceTable.columnNames(ofFile: file)
        for task in GLUETask.allCases {
            let format = format(of: task)
            let columns = [format.sentence1, format.sentence2 ?? [], format.label].flatMap { $0 }
            guard columns.allSatisfy(names.contains) else { continue }
            guard [.rte, .sst2].contains(task) else { return task }
            let labels = try SentenceTable.labels(ofFile: file, column: "label")
            if labels.isSubset(of: format.labels + [TextDataset.noLabel]) { return task }
        }
        return nil
    }

    private static func format(of task: GLUETask) -> TSVFormat {
        switch task {
        case .mnli:
            TSVFormat(
                name: task.rawValue, sentence1: ["sentence1"], sentence2: ["sentence2"],
                label: ["gold_label"], labels: TextDataset.inferenceClasses,
                classNames: TextDataset.inferenceClasses)
        case .qqp:
            TSVFormat(
                name: task.rawValue, sentence1: ["question1"], sentence2: ["question2"],
                label: ["is_duplicate"], labels: ["0", "1"],
                classNames: ["not_duplicate", "duplicate"], skipsShortRows: true)
        case .rte:
            TSVFormat(
                name: task.rawValue, sentence1: ["sentence1"], sentence2: ["sentence2"],
                label: ["label"], labels: ["entailment", "not_entailment"],
                classNames: ["entailment", "not_entailment"])
        case .sst2:
            TSVFormat(
                name: task.rawValue, sentence1: ["sentence"], label: ["label"],
                labels: ["0", "1"], classNames: ["negative", "positive"])
        }
    }
}
