import Datasets

/// The sentences of SNLI, or of MNLI, as lines of JSON.
struct SNLIData: SentenceKind {
    let name = "snli"
    let summary = "the sentences of SNLI as lines of JSON: whether one entails the other"

    func reason(in folder: UnknownFolder) throws -> String? {
        let files = folder.names.filter { $0.hasPrefix("snli_1.0_") && $0.hasSuffix(".jsonl") }
        return files.min().map { "it holds '\($0)'" }
    }

    func publishedFile(of split: DatasetSplit, in request: DataRequest) throws -> String {
        "\(request.folder)/snli_1.0_\(split == .training ? "train" : "test").jsonl"
    }

    func readDataset(
        file: String, part: DatasetSplit?, of request: DataRequest
    ) throws -> TextDataset {
        try NLIJSONLines.readDataset(file: file)
    }
}
