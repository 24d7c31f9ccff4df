import Datasets

/// Images of one size in folders of classes, held in memory and changed as those of CIFAR-10 are.
struct SmallImageData: InMemoryImageKind, ClassFolderKind {
    let name = "small-images"
    let summary = "images of one size in a folder for each class, held in memory"
    let isForSmall = true

    var keys: Set<DataKey> { Self.imageKeys.union([.badImages]) }

    func open(_ request: DataRequest) throws -> any DataSource {
        let report = BadImageReport()
        var classNames = request.classNames
        var listings: [ListingReport] = []
        return try ImageSource(request, badImages: report, listings: { listings }) { split in
            let images = try SmallImageFolder.readDataset(
                folder: request.folder, split: split, classNames: classNames,
                badImages: request.recipe.stopsAtBadImages ? .stop : .leaveOut(report),
                onListing: { listings.append($0) })
            classNames = images.classNames
            return images
        }
    }
}
