import Datasets
import Files

/// Photographs in folders of classes, decoded whenever they are needed.
struct PhotographData: ClassFolderKind {
    let name = "folders"
    let summary = "photographs in a folder for each class, decoded whenever they are needed"
    let isForSmall = false
    let hasNamedParts = true
    let keys: Set<DataKey> = [
        .flip, .imageSize, .cropScale, .colorJitter, .randAugment, .badImages, .normalization,
        .channels,
    ]

    func validationFiles(_ name: String, in request: DataRequest) throws -> [FilePath] {
        try ImageFolder(
            path: request.folder + "/" + name, classNames: request.classNames,
            transforms: .evaluation()
        ).paths
    }

    /// The transforms of the usual training on ImageNet, and its means and deviations.
    func open(_ request: DataRequest) throws -> any DataSource {
        let recipe = request.recipe
        let size = recipe.imageSize
        let resizedSide = max(size, size * 8 / 7)
        let report = BadImageReport()
        var notes = request.notes
        var listed: [DatasetSplit: ImageFolder] = [:]
        /// The images of a part, or of a folder of classes, changed as for training or not.
        func folder(
            _ path: String, _ split: DatasetSplit?, classNames: [String]?, isTraining: Bool
        ) throws -> ImageFolder {
            try ImageFolder(
                path: path, split: split, apartFrom: recipe.validation.partName,
                classNames: classNames,
                transforms: isTraining
                    ? Self.training(recipe)
                    : .evaluation(size: size, resizeTo: resizedSide),
                badImages: recipe.stopsAtBadImages
                    ? .stop : isTraining ? .skip(report) : .leaveOut(report))
        }
        func chosen(_ images: ImageFolder, _ indices: [Int]?) -> any ImageDataset {
            let converted: any ImageDataset =
                request.channelCount.map { ConvertedImages(images, channelCount: $0) } ?? images
            return indices.map { ImageSubset(converted, indices: $0) } ?? converted
        }
        func images(
            _ split: DatasetSplit, classNames: [String]?
        ) throws -> (folder: ImageFolder, indices: [Int]?) {
            let all = try folder(
                request.folder, split, classNames: classNames, isTraining: split == .training)
            listed[split] = all
            let sample = request.sample((0..<all.count).map(all.label), of: split)
            notes += sample.notes
            return (all, sample.indices)
        }
        let all = try images(request.firstPart, classNames: request.classNames)
        let classNames = all.folder.classNames
        var (places, validation): ([Int]?, (any ImageDataset)?) = (all.indices, nil)
        if !request.isOnlyTest, let name = recipe.validation.partName {
            validation = chosen(
                try folder(
                    request.folder + "/" + name, nil, classNames: classNames, isTraining: false),
                nil)
        } else if !request.isOnlyTest {
            let indices = all.indices ?? Array(0..<all.folder.count)
            let labels = indices.map(all.folder.label)
            if let parts = try recipe.validation.parts(of: labels, seed: request.seed) {
                let plain = try folder(
                    request.folder, .training, classNames: classNames, isTraining: false)
                validation = chosen(plain, parts.validation.map { indices[$0] })
                places = parts.training.map { indices[$0] }
            }
        }
        let first = chosen(all.folder, places)
        let test: any ImageDataset
        if request.isOnlyTest {
            test = first
        } else {
            let part = try images(.test, classNames: classNames)
            test = chosen(part.folder, part.indices)
        }
        var source = ImageSource(
            training: first, test: test,
            normalization: request.normalization(of: first)
                ?? .imageNet.converted(toChannels: first.imageShape.channelCount),
            workerCount: recipe.workerCount, badImages: report,
            listings: [DatasetSplit.training, .test].compactMap { listed[$0]?.report })
        source.readsWithFlips = true
        source.resizedSide = resizedSide
        source.validation = validation
        source.notes = notes
        source.identity = try request.identity(
            counts: listed.mapValues(\.count), classNames: first.classNames, listed: listed)
        return source
    }

    private static func training(_ recipe: DataRecipe) -> ImageTransforms {
        let jitter = recipe.colorJitter
        return ImageTransforms(
            crop: RandomResizedCrop(size: recipe.imageSize, scale: recipe.cropScale...1),
            flip: recipe.isFlipped ? HorizontalFlip() : nil,
            jitter: jitter > 0
                ? ColorJitter(brightness: jitter, contrast: jitter, saturation: jitter) : nil)
    }
}
