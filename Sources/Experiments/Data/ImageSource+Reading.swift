public import Datasets

extension ImageSource {
    /// Takes images in memory that `read` gives for each part: chooses a sample, cuts the validation
    /// examples off and normalises as the recipe says.
    ///
    /// - Parameters:
    ///   - request: What is wanted.
    ///   - badImages: Where `read` writes which images it does without.
    ///   - read: Gives all images of a part.
    /// - Throws: ``RunError/differentParts(training:test:folder:)`` for parts of different shapes, and
    ///   what `read` throws.
    public init(
        _ request: DataRequest, badImages: BadImageReport? = nil,
        read: (DatasetSplit) throws -> InMemoryImages
    ) throws {
        try request.refuseNamedPart()
        try self.init(
            request, badImages: badImages, listings: { [] }, isComplete: true, read: read)
    }

    /// The same. `listings` says which files are used, and is asked after reading; with `isComplete`,
    /// `read` gives all images that there are, of which a sample may be wanted, and otherwise as many as
    /// are wanted.
    init(
        _ request: DataRequest, badImages: BadImageReport? = nil, listings: () -> [ListingReport],
        isComplete: Bool = true, read: (DatasetSplit) throws -> InMemoryImages
    ) throws {
        var notes = request.notes
        var counts: [DatasetSplit: Int] = [:]
        func part(_ split: DatasetSplit) throws -> InMemoryImages {
            let all = try read(split)
            guard isComplete else { return request.converted(all) }
            counts[split] = all.count
            let sample = request.sample(all.labels.map(Int.init), of: split)
            notes += sample.notes
            return request.converted(sample.indices.map(all.selecting) ?? all)
        }
        let all = try part(request.firstPart)
        let test = request.isOnlyTest ? all : try part(.test)
        let (training, validation) = try request.split(all)
        self.init(
            training: training, test: test,
            normalization: request.normalization(of: training) ?? training.channelStatistics(),
            workerCount: request.recipe.workerCount, badImages: badImages, listings: listings())
        guard training.imageShape == test.imageShape else {
            throw RunError.differentParts(
                training: "\(input)", test: "\(testInput)", folder: request.folder)
        }
        self.validation = validation
        self.notes = notes
        identity = try request.identity(counts: counts, classNames: training.classNames)
    }
}

extension DataRequest {
    /// The normalisation that the recipe names; `nil` for that of the kind of data.
    func normalization(of images: any ImageDataset) -> Normalization? {
        let all: [String: Normalization] = ["imagenet": .imageNet, "half": .half]
        return all[recipe.normalization]?.converted(toChannels: images.imageShape.channelCount)
    }

    /// Cuts the validation examples off the training examples.
    fileprivate func split(
        _ images: InMemoryImages
    ) throws -> (training: InMemoryImages, validation: InMemoryImages?) {
        guard !isOnlyTest,
            let parts = try recipe.validation.parts(of: images.labels.map(Int.init), seed: seed)
        else { return (images, nil) }
        return (images.selecting(parts.training), images.selecting(parts.validation))
    }

    /// Images in memory with as many channels as are wanted.
    fileprivate func converted(_ images: InMemoryImages) -> InMemoryImages {
        channelCount.map(images.converted(toChannels:)) ?? images
    }
}
