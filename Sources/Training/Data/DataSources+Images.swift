import Datasets

extension DataSources {
    static func glyphs(_ recipe: DataRecipe, _ parts: Parts) throws -> ImageSource {
        let generator = try GlyphGenerator()
        let test = try generator.dataset(count: recipe.testCount ?? 4_000, split: .test)
        let training =
            try parts.isOnlyTest
            ? test : generator.dataset(count: recipe.trainingCount ?? 12_000, split: .training)
        return ImageSource(training: training, test: test, workerCount: recipe.workerCount)
    }

    static func inMemory(
        _ recipe: DataRecipe, _ parts: Parts, badImages: BadImageReport? = nil,
        listings: () -> [ListingReport] = { [] },
        read: (DatasetSplit) throws -> InMemoryImages
    ) throws -> ImageSource {
        let training = try read(parts.first)
        let test = parts.isOnlyTest ? training : try read(.test)
        return ImageSource(
            training: recipe.trainingCount.map(training.prefix) ?? training,
            test: recipe.testCount.map(test.prefix) ?? test,
            normalization: normalization(recipe) ?? training.channelStatistics(),
            workerCount: recipe.workerCount, badImages: badImages, listings: listings())
    }

    /// The normalisation that the recipe names; `nil` for that of the kind of data.
    private static func normalization(_ recipe: DataRecipe) -> Normalization? {
        ["imagenet": .imageNet, "half": .half][recipe.normalization]
    }

    /// The transforms of the usual training on ImageNet, and its means and deviations.
    static func imageFolders(
        _ recipe: DataRecipe, folder: String, _ parts: Parts
    ) throws -> ImageSource {
        let size = recipe.imageSize
        let report = BadImageReport()
        func images(_ split: DatasetSplit, classNames: [String]?) throws -> ImageFolder {
            let isTraining = split == .training
            return try ImageFolder(
                path: folder, split: split, classNames: classNames,
                transforms: isTraining
                    ? training(recipe) : .evaluation(size: size, resizeTo: max(size, size * 8 / 7)),
                badImages: recipe.stopsAtBadImages
                    ? .stop : isTraining ? .skip(report) : .leaveOut(report))
        }
        let first = try images(parts.first, classNames: parts.classNames)
        let test = parts.isOnlyTest ? first : try images(.test, classNames: first.classNames)
        return ImageSource(
            training: first, test: test, normalization: normalization(recipe) ?? .imageNet,
            workerCount: recipe.workerCount, badImages: report,
            listings: (parts.isOnlyTest ? [test] : [first, test]).map(\.report))
    }

    private static func training(_ recipe: DataRecipe) -> ImageTransforms {
        let jitter = recipe.colorJitter
        return ImageTransforms(
            crop: RandomResizedCrop(size: recipe.imageSize),
            flip: recipe.isFlipped ? HorizontalFlip() : nil,
            jitter: jitter > 0
                ? ColorJitter(brightness: jitter, contrast: jitter, saturation: jitter) : nil)
    }

    /// Images of one size in folders, changed as those of CIFAR-10 are.
    static func smallImages(
        _ recipe: DataRecipe, folder: String, _ parts: Parts
    ) throws -> ImageSource {
        let report = BadImageReport()
        var classNames = parts.classNames
        var listings: [ListingReport] = []
        return try inMemory(recipe, parts, badImages: report, listings: { listings }) { split in
            let images = try SmallImageFolder.readDataset(
                folder: folder, split: split, classNames: classNames,
                badImages: recipe.stopsAtBadImages ? .stop : .leaveOut(report),
                onListing: { listings.append($0) })
            classNames = images.classNames
            return images
        }
    }

    /// Whether the first test image in folders of classes is a small square.
    static func holdsSmallImages(_ folder: String) -> Bool {
        guard let images = try? ImageFolder(path: folder, split: .test, transforms: .evaluation()),
            let first = try? ImageFile(path: images.path(at: 0))
        else { return false }
        return first.width == first.height && first.width <= SmallImageFolder.usualSide
    }
}

extension Normalization {
    /// The means and deviations of ImageNet's training images, as torchvision's networks use them.
    static let imageNet = Normalization(
        mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

    /// To −1...1.
    static let half = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
}
