import Datasets

/// The sentences of SICK, whose file holds all parts.
struct SICKData: SentenceKind {
    let name = "sick"
    let summary = "the sentences of SICK: whether one entails the other"

    func reason(in folder: UnknownFolder) throws -> String? {
        folder.names.contains("SICK.txt") ? "it holds 'SICK.txt'" : nil
    }

    func publishedFile(of split: DatasetSplit, in request: DataRequest) throws -> String {
        "\(request.folder)/SICK.txt"
    }

    func readDataset(
        file: String, part: DatasetSplit?, of request: DataRequest
    ) throws -> TextDataset {
        try SICK.readDataset(
            file: file, part: part.map { $0 == .training ? .training : .test })
    }
}
