/// Random changes of training images, none by default.
///
/// What happens to an image depends only on the seed, the epoch and the image's index, not on the
/// batch or the thread that it is prepared in; where an epoch shows an image again, also on how often
/// it has shown it before.
public struct Augmentation: Sendable, Hashable {
    /// Moves the image, if set.
    public var crop: RandomCrop?

    /// Mirrors the image, if set; applied after the crop.
    public var flip: HorizontalFlip?

    /// Changes shape and colours of the image, if set; applied last, and before pixels are normalised.
    public var randAugment: RandAugment?

    /// Creates an augmentation of the given changes.
    public init(
        crop: RandomCrop? = nil, flip: HorizontalFlip? = nil, randAugment: RandAugment? = nil
    ) {
        self.crop = crop
        self.flip = flip
        self.randAugment = randAugment
    }

    /// Leaves every image as it is.
    public static let none = Augmentation()
}

/// Cuts a window of the image's own size out of the image with a black border around it.
public struct RandomCrop: Sendable, Hashable {
    /// Width of the border in pixels, at least 0; the image moves by at most as much to each side.
    public var padding: Int

    /// Creates a crop with a border of `padding` black pixels.
    public init(padding: Int) {
        self.padding = padding
    }
}

/// Mirrors the image left to right, now and then.
public struct HorizontalFlip: Sendable, Hashable {
    /// How often, 0...1.
    public var probability: Float

    /// Creates a flip that happens with the given probability.
    public init(probability: Float = 0.5) {
        self.probability = probability
    }
}

extension Augmentation {
    /// Throws unless all settings are in their ranges.
    func check(channelCount: Int) throws(DatasetError) {
        if let padding = crop?.padding, padding < 0 {
            throw .invalidSetting(
                name: "augmentation.crop.padding", found: "\(padding)", allowed: "at least 0")
        }
        if let probability = flip?.probability, !(0...1).contains(probability) {
            throw .invalidSetting(
                name: "augmentation.flip.probability", found: "\(probability)", allowed: "in 0...1")
        }
        try randAugment?.check(channelCount: channelCount)
    }

    /// Draws where the pixels of one image come from.
    package func placement(random: inout SeededRandom) -> ImagePlacement {
        var placement = ImagePlacement()
        if let padding = crop?.padding {
            placement.rowOffset = random.integer(below: 2 * padding + 1) - padding
            placement.columnOffset = random.integer(below: 2 * padding + 1) - padding
        }
        if let probability = flip?.probability {
            placement.isMirrored = random.occurs(withProbability: probability)
        }
        return placement
    }
}
