import Datasets
import Files

/// The batches of CIFAR-10.
struct CIFAR10Data: ImageFilesKind {
    let name = "cifar10"
    let summary = "the batches of CIFAR-10, in their binary form or in Python's"
    let location = ImageDataKind.cifar10

    func mark(among names: [String]) -> String? {
        names.filter { $0.hasPrefix("data_batch_1") || $0.hasPrefix("test_batch") }.min()
    }

    func files(of split: DatasetSplit, in request: DataRequest) throws -> [FilePath] {
        try CIFAR10.files(in: request.folder, split: split)
    }

    func classFile(in request: DataRequest) -> FilePath? { CIFAR10.classFile(in: request.folder) }

    func readDataset(_ split: DatasetSplit, of request: DataRequest) throws -> InMemoryImages {
        try CIFAR10.readDataset(folder: request.folder, split: split)
    }
}
