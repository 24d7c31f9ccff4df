import Datasets

/// The formats in which labelled sentences are published.
enum TextFormat: String {
    case mnli
    case qqp
    case rte
    case sst2 = "sst-2"
    case sick
    case snli

    /// Reads one part of the data in `folder`.
    ///
    /// - Parameters:
    ///   - split: The part.
    ///   - folder: The user's folder.
    ///   - file: The file in it; `nil` for the name under which the part is published.
    /// - Returns: The examples in the order of the file.
    /// - Throws: `DatasetError`.
    func readDataset(_ split: DatasetSplit, folder: String, file: String?) throws -> TextDataset {
        let isTraining = split == .training
        if let task = GLUETask(rawValue: rawValue) {
            guard let file else {
                return try GLUE.readDataset(folder: folder, task: task, split: split)
            }
            return try GLUE.readDataset(file: "\(folder)/\(file)", task: task)
        }
        switch self {
        case .sick:
            return try SICK.readDataset(
                file: "\(folder)/\(file ?? "SICK.txt")",
                part: file == nil ? (isTraining ? .training : .test) : nil)
        default:
            let published = "snli_1.0_\(isTraining ? "train" : "test").jsonl"
            return try NLIJSONLines.readDataset(file: "\(folder)/\(file ?? published)")
        }
    }
}
