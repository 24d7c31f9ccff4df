import Datasets
import Files

/// Images in IDX files, as those of MNIST.
struct IDXData: ImageFilesKind {
    let name = "idx"
    let summary = "the files of MNIST, Fashion-MNIST, EMNIST and QMNIST, plain or compressed"
    let location = ImageDataKind.idx

    /// The files do not tell their classes; their names come from that of the folder.
    let tellsClassNames = false

    var keys: Set<DataKey> { Self.imageKeys.union([.split]) }

    func mark(among names: [String]) -> String? {
        names.filter { $0.contains("idx3-ubyte") }.min()
    }

    func files(of split: DatasetSplit, in request: DataRequest) throws -> [FilePath] {
        let files = try IDX.files(
            in: request.folder, split: split, emnistSplit: request.recipe.split)
        return [files.images, files.labels].map(FilePath.init)
    }

    func classFile(in request: DataRequest) -> FilePath? {
        IDX.classFile(in: request.folder, emnistSplit: request.recipe.split)
    }

    func readDataset(_ split: DatasetSplit, of request: DataRequest) throws -> InMemoryImages {
        let images = try IDX.readDataset(
            folder: request.folder, split: split, emnistSplit: request.recipe.split)
        // The files do not tell their classes, only the name of the folder hints at them.
        return request.classNames.flatMap(images.named) ?? images
    }
}
