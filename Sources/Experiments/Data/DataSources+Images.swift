import Datasets

extension DataSources {
    static func glyphs(_ request: DataRequest) throws -> ImageSource {
        let recipe = request.recipe
        let generator = try GlyphGenerator()
        let test = request.converted(
            try generator.dataset(count: recipe.testCount ?? 4_000, split: .test))
        let all =
            try request.isOnlyTest
            ? test
            : request.converted(
                generator.dataset(count: recipe.trainingCount ?? 12_000, split: .training))
        let (training, validation) = try request.split(all)
        var source = ImageSource(
            training: training, test: test,
            normalization: normalization(recipe, of: training) ?? training.channelStatistics(),
            workerCount: recipe.workerCount)
        source.validation = validation
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
        let all = try part(request.firstPart)
        let test = request.isOnlyTest ? all : try part(.test)
        let (training, validation) = try request.split(all)
        var source = ImageSource(
            training: training, test: test,
            normalization: normalization(request.recipe, of: training)
                ?? training.channelStatistics(),
            workerCount: request.recipe.workerCount, badImages: badImages, listings: listings())
        guard training.imageShape == test.imageShape else {
            throw RunError.differentParts(
                training: "\(source.input)", test: "\(source.testInput)", folder: request.folder)
        }
        source.validation = validation
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
        /// The images of a part, or of a folder of classes, changed as for training or not.
        func folder(
            _ path: String, _ split: DatasetSplit?, classNames: [String]?, isTraining: Bool
        ) throws -> ImageFolder {
            try ImageFolder(
                path: path, split: split, apartFrom: recipe.validation.partName,
                classNames: classNames,
                transforms: isTraining
                    ? training(recipe) : .evaluation(size: size, resizeTo: max(size, size * 8 / 7)),
                badImages: recipe.stopsAtBadImages
                    ? .stop : isTraining ? .skip(report) : .leaveOut(report))
        }
        func chosen(_ images: ImageFolder, _ indices: [Int]?) -> any ImageDataset {
            let converted: any ImageDataset =
                recipe.channelCount.map { ConvertedImages(images, channelCount: $0) } ?? images
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
            normalization: normalization(recipe, of: first)
                ?? .imageNet.converted(toChannels: first.imageShape.channelCount),
            workerCount: recipe.workerCount, badImages: report,
            listings: [DatasetSplit.training, .test].compactMap { listed[$0]?.report })
        source.readsWithFlips = true
        source.validation = validation
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
    /// Cuts the validation examples off the training examples.
    fileprivate func split(
        _ images: InMemoryImages
    ) throws -> (training: InMemoryImages, validation: InMemoryImages?) {
        guard !isOnlyTest,
            let parts = try recipe.validation.parts(of: images.labels.map(Int.init), seed: seed)
        else { return (images, nil) }
        return (images.selecting(parts.training), images.selecting(parts.validation))
    }

    /// Images in memory with as many channels as the recipe wants.
    fileprivate func converted(_ images: InMemoryImages) -> InMemoryImages {
        recipe.channelCount.map(images.converted(toChannels:)) ?? images
    }
}
