import Datasets

extension DataSources {
    static func glyphs(_ request: DataRequest) throws -> ImageSource {
        let recipe = request.recipe
        let generator = try GlyphGenerator()
        let test = request.converted(
            try generator.dataset(count: recipe.testCount ?? 4_000, split: .test))
        let training =
            try request.isOnlyTest
            ? test
            : request.converted(
                generator.dataset(count: recipe.trainingCount ?? 12_000, split: .training))
        var source = ImageSource(
            training: training, test: test,
            normalization: normalization(recipe, of: training) ?? training.channelStatistics(),
            workerCount: recipe.workerCount)
        source.notes = request.notes
        source.identity = try request.identity(classNames: training.classNames)
        return source
    }

    static func inMemory(
        _ request: DataRequest, badImages: BadImageReport? = nil,
        listings: () -> [ListingReport] = { [] },
        read: (DatasetSplit) throws -> InMemoryImages
    ) throws -> ImageSource {
        var notes = request.notes
        var counts: [DatasetSplit: Int] = [:]
        func part(_ split: DatasetSplit) throws -> InMemoryImages {
            let all = try read(split)
            counts[split] = all.count
            let sample = request.sample(all.labels.map(Int.init), of: split)
            notes += sample.notes
            return request.converted(sample.indices.map(all.selecting) ?? all)
        }
        let training = try part(request.firstPart)
        let test = request.isOnlyTest ? training : try part(.test)
        var source = ImageSource(
            training: training, test: test,
            normalization: normalization(request.recipe, of: training)
                ?? training.channelStatistics(),
            workerCount: request.recipe.workerCount, badImages: badImages, listings: listings())
        guard training.imageShape == test.imageShape else {
            throw RunError.differentParts(
                training: "\(source.input)", test: "\(source.testInput)", folder: request.folder)
        }
        source.notes = notes
        source.identity = try request.identity(counts: counts, classNames: training.classNames)
        return source
    }

    /// The normalisation that the recipe names; `nil` for that of the kind of data.
    private static func normalization(
        _ recipe: DataRecipe, of images: any ImageDataset
    ) -> Normalization? {
        let all: [String: Normalization] = ["imagenet": .imageNet, "half": .half]
        return all[recipe.normalization]?.converted(toChannels: images.imageShape.channelCount)
    }

    /// The transforms of the usual training on ImageNet, and its means and deviations.
    static func imageFolders(_ request: DataRequest) throws -> ImageSource {
        let recipe = request.recipe
        let size = recipe.imageSize
        let report = BadImageReport()
        var notes = request.notes
        var listed: [DatasetSplit: ImageFolder] = [:]
        func images(_ split: DatasetSplit, classNames: [String]?) throws -> any ImageDataset {
            let isTraining = split == .training
            let all = try ImageFolder(
                path: request.folder, split: split, classNames: classNames,
                transforms: isTraining
                    ? training(recipe) : .evaluation(size: size, resizeTo: max(size, size * 8 / 7)),
                badImages: recipe.stopsAtBadImages
                    ? .stop : isTraining ? .skip(report) : .leaveOut(report))
            listed[split] = all
            let sample = request.sample((0..<all.count).map(all.label), of: split)
            notes += sample.notes
            let converted: any ImageDataset =
                recipe.channelCount.map { ConvertedImages(all, channelCount: $0) } ?? all
            return sample.indices.map { ImageSubset(converted, indices: $0) } ?? converted
        }
        let first = try images(request.firstPart, classNames: request.classNames)
        let test = request.isOnlyTest ? first : try images(.test, classNames: first.classNames)
        var source = ImageSource(
            training: first, test: test,
            normalization: normalization(recipe, of: first)
                ?? .imageNet.converted(toChannels: first.imageShape.channelCount),
            workerCount: recipe.workerCount, badImages: report,
            listings: [DatasetSplit.training, .test].compactMap { listed[$0]?.report })
        source.readsWithFlips = true
        source.notes = notes
        source.identity = try request.identity(
            counts: listed.mapValues(\.count), classNames: first.classNames, listed: listed)
        return source
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
    static func smallImages(_ request: DataRequest) throws -> ImageSource {
        let report = BadImageReport()
        var classNames = request.classNames
        var listings: [ListingReport] = []
        return try inMemory(request, badImages: report, listings: { listings }) { split in
            let images = try SmallImageFolder.readDataset(
                folder: request.folder, split: split, classNames: classNames,
                badImages: request.recipe.stopsAtBadImages ? .stop : .leaveOut(report),
                onListing: { listings.append($0) })
            classNames = images.classNames
            return images
        }
    }
}

extension Normalization {
    /// The means and deviations of ImageNet's training images, as torchvision's networks use them.
    static let imageNet = Normalization(
        mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

    /// To −1...1.
    static let half = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
}

extension DataRequest {
    /// Images in memory with as many channels as the recipe wants.
    fileprivate func converted(_ images: InMemoryImages) -> InMemoryImages {
        recipe.channelCount.map(images.converted(toChannels:)) ?? images
    }
}
