import Datasets
import Files

/// What the images in folders of classes are: photographs, or small ones of one size.
struct ClassFolders {
    /// Whether all are squares of one size of up to `SmallImageFolder.usualSide`.
    let areSmall: Bool

    /// Why they are the one or the other.
    let reason: String

    /// Tells them apart by the headers of all images of all parts, up to the first that is no small
    /// one.
    init(in folder: String) {
        var (count, side) = (0, 0)
        for split in [DatasetSplit.test, .training] {
            guard
                let images = try? ImageFolder(path: folder, split: split, transforms: .evaluation())
            else { continue }
            for index in 0..<images.count {
                let path = images.path(at: index)
                // An image that cannot be read is left to the setting for bad images.
                guard let image = try? ImageFile(path: path) else { continue }
                guard image.width == image.height, image.width <= SmallImageFolder.usualSide,
                    count == 0 || image.width == side
                else {
                    areSmall = false
                    reason =
                        "'\(path)' has \(image.width) × \(image.height) pixels"
                        + (count > 0 ? ", others \(side) × \(side)" : "")
                    return
                }
                (count, side) = (count + 1, image.width)
            }
        }
        areSmall = count > 0
        reason =
            switch count {
            case 0: "it holds folders of classes"
            case 1: "the only image has \(side) × \(side) pixels"
            default: "all \(count) images have \(side) × \(side) pixels"
            }
    }
}

/// Images in a folder for each class.
protocol ClassFolderKind: DataKind {
    /// Whether this kind is for the small ones.
    var isForSmall: Bool { get }
}

extension ClassFolderKind {
    var order: Int { 300 }

    func reason(in folder: UnknownFolder) throws -> String? {
        guard try folder.images.get()?.kind == .folders,
            folder.classFolders.areSmall == isForSmall
        else { return nil }
        return folder.classFolders.reason
    }

    func files(of split: DatasetSplit, in request: DataRequest) throws -> [FilePath] {
        try ImageFolder(
            path: request.folder, split: split, apartFrom: request.recipe.validation.partName,
            classNames: request.classNames, transforms: .evaluation()
        ).paths
    }

    func trainingClassNames(in request: DataRequest) -> [String]? {
        try? ImageFolder(path: request.folder, split: .training, transforms: .evaluation())
            .classNames
    }
}

extension ImageFolder {
    /// The paths of all images.
    var paths: [FilePath] { (0..<count).map(path) }
}
