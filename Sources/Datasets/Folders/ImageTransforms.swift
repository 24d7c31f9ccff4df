/// What happens to the images of a folder while they are read, in this order: a part is cut out and
/// resized, mirrored, its colours are changed.
public struct ImageTransforms: Sendable {
    /// The part that is cut out; it decides the shape of all images.
    public var crop: any ImageCrop

    /// Mirrors the image, if set.
    public var flip: HorizontalFlip?

    /// Changes the image's colours, if set.
    public var jitter: ColorJitter?

    /// Whether a photograph is decoded at its own size, as torchvision does, even where a fraction of
    /// it would do: an accuracy is then the one that PyTorch measures.
    public var isExact: Bool

    /// Creates transforms of the given parts.
    public init(
        crop: any ImageCrop, flip: HorizontalFlip? = nil, jitter: ColorJitter? = nil,
        isExact: Bool = false
    ) {
        self.crop = crop
        self.flip = flip
        self.jitter = jitter
        self.isExact = isExact
    }

    /// The usual way to train on ImageNet: a random resized crop, mirrored every other time.
    public static func training(size: Int = 224) -> ImageTransforms {
        ImageTransforms(crop: RandomResizedCrop(size: size), flip: HorizontalFlip())
    }

    /// The usual way to measure on ImageNet: the middle of the resized image.
    public static func evaluation(size: Int = 224, resizeTo side: Int = 256) -> ImageTransforms {
        ImageTransforms(crop: CenterCrop(size: size, resizeTo: side), isExact: true)
    }
}

extension ImageTransforms {
    /// Throws unless every setting is in its range.
    func check() throws(DatasetError) {
        try crop.check()
        try Augmentation(flip: flip).check(channelCount: 3)
        try jitter?.check()
    }

    /// Decodes and transforms an image.
    ///
    /// - Parameters:
    ///   - file: The image.
    ///   - random: The source of everything that is left to chance.
    ///   - planes: `[3, size, size]`; all of it is written.
    /// - Throws: ``DatasetError/undecodableImage(file:reason:)``.
    package func apply(
        to file: ImageFile, random: inout SeededRandom,
        into planes: UnsafeMutableBufferPointer<UInt8>
    ) throws(DatasetError) {
        let window = crop.window(width: file.width, height: file.height, random: &random)
        let isMirrored = flip.map { random.occurs(withProbability: $0.probability) } ?? false
        let changes = jitter?.changes(random: &random) ?? []
        try file.decode(window: window, isMirrored: isMirrored, isExact: isExact, into: planes)
        for change in changes {
            change.apply(to: planes)
        }
    }
}
