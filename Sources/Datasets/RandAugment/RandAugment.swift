/// Changes every image by a few operations that are drawn from fourteen, all of one strength.
///
/// Operations, magnitudes and draws are those of torchvision's `RandAugment`; pixels are those that it
/// gives images of Pillow, as its reference scripts do: places without a source are black, the others
/// have the value of the nearest pixel.
///
/// Source: Cubuk, Zoph, Shlens and Le, "RandAugment: Practical automated data augmentation with a
/// reduced search space", 2019, arXiv:1909.13719, with the ranges of torchvision 0.28.
public struct RandAugment: Sendable, Hashable {
    /// How many operations an image goes through, one after another, at least 1: torchvision's `num_ops`.
    public var operationCount: Int

    /// The strength of all operations, in `0..<binCount`.
    public var magnitude: Int

    /// The number of strengths that there are, at least 2: torchvision's `num_magnitude_bins`.
    public var binCount: Int

    /// Two operations of a strength of 9 among 31.
    public init(operationCount: Int = 2, magnitude: Int = 9, binCount: Int = 31) {
        self.operationCount = operationCount
        self.magnitude = magnitude
        self.binCount = binCount
    }
}

extension RandAugment {
    /// Draws the operations of one image of `shape`, in the order in which they are made.
    package func operations(
        for shape: ImageShape, random: inout SeededRandom
    ) -> [ImageOperation] {
        let kinds = ImageOperation.Kind.allCases
        return (0..<operationCount).map { _ in
            let kind = kinds[random.integer(below: kinds.count)]
            let size = kind.magnitude(magnitude, of: binCount, for: shape)
            let isNegative = kind.isSigned && random.integer(below: 2) == 1
            return ImageOperation(kind, magnitude: isNegative ? -size : size)
        }
    }

    /// Throws unless every setting is in its range.
    func check(channelCount: Int) throws(DatasetError) {
        let name = "augmentation.randAugment"
        guard operationCount >= 1 else {
            throw .invalidSetting(
                name: "\(name).operationCount", found: "\(operationCount)", allowed: "at least 1")
        }
        guard binCount >= 2 else {
            throw .invalidSetting(
                name: "\(name).binCount", found: "\(binCount)", allowed: "at least 2")
        }
        guard 0..<binCount ~= magnitude else {
            throw .invalidSetting(
                name: "\(name).magnitude", found: "\(magnitude)",
                allowed: "at least 0 and below \(binCount), the number of strengths")
        }
        guard [1, 3].contains(channelCount) else {
            throw .invalidSetting(
                name: name, found: "set for images of \(channelCount) channels",
                allowed: "left out unless these are 1 or 3")
        }
    }
}
