/// Reader of SICK, Sentences Involving Compositional Knowledge.
///
/// Source: Marelli et al., "A SICK cure for the evaluation of compositional distributional semantic
/// models", LREC 2014.
public enum SICK {
    /// The parts of the published file, as its column `SemEval_set` names them.
    public enum Part: String, Sendable, CaseIterable {
        /// The 4,500 pairs to learn from.
        case training = "TRAIN"

        /// The 500 pairs of the development set.
        case trial = "TRIAL"

        /// The 4,927 pairs of the test set.
        case test = "TEST"
    }

    /// Reads a file.
    ///
    /// Columns are `sentence_A`, `sentence_B` and `entailment_label`, which the files of SemEval-2014
    /// call `entailment_judgment`. The classes are those of MNLI in the same order.
    ///
    /// - Parameters:
    ///   - file: The path of the tab-separated file, plain or gzip.
    ///   - part: The part wanted, `nil` for all rows; needs the column `SemEval_set`.
    /// - Returns: The examples in the order of the file.
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` for a file that is missing,
    ///   ``DatasetError/invalidText(file:reason:)`` for one that is empty, lacks a column, is not
    ///   UTF-8, or has a row with too few fields or an unknown label.
    public static func readDataset(
        file: String, part: Part? = nil
    ) throws(DatasetError) -> TextDataset {
        let format = TSVFormat(
            name: "sick", sentence1: ["sentence_A"], sentence2: ["sentence_B"],
            label: ["entailment_label", "entailment_judgment"],
            labels: TextDataset.inferenceClasses.map { $0.uppercased() },
            classNames: TextDataset.inferenceClasses,
            part: part.map { ("SemEval_set", $0.rawValue) })
        return try format.readDataset(file: file)
    }
}
