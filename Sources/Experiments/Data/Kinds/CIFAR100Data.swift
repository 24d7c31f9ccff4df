import Datasets
import Files

/// The files of CIFAR-100, with their fine labels.
struct CIFAR100Data: ImageFilesKind {
    let name = "cifar100"
    let summary =
        "the files of CIFAR-100 with their fine labels, in their binary form or in Python's"
    let location = ImageDataKind.cifar100

    func mark(among names: [String]) -> String? {
        names.filter { ["train.bin", "train", "test.bin", "test"].contains($0) }.max()
    }

    func files(of split: DatasetSplit, in request: DataRequest) throws -> [FilePath] {
        try CIFAR100.files(in: request.folder, split: split)
    }

    func classFile(in request: DataRequest) -> FilePath? { CIFAR100.classFile(in: request.folder) }

    func readDataset(_ split: DatasetSplit, of request: DataRequest) throws -> InMemoryImages {
        try CIFAR100.readDataset(folder: request.folder, split: split)
    }
}
