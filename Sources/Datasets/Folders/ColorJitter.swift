/// Changes brightness, contrast and saturation of an image at random, in random order.
///
/// A strength of *s* draws a factor between max(0, 1 − s) and 1 + s, as torchvision's `ColorJitter`
/// does; 1 leaves the image as it is.
public struct ColorJitter: Sendable, Hashable {
    /// How far the factor of all values may be from 1, at least 0.
    public var brightness: Float

    /// How far the factor of the distance from the image's mean grey may be from 1, at least 0.
    public var contrast: Float

    /// How far the factor of the distance from each pixel's grey may be from 1, at least 0.
    public var saturation: Float

    /// Creates a jitter of the given strengths.
    public init(brightness: Float = 0, contrast: Float = 0, saturation: Float = 0) {
        self.brightness = brightness
        self.contrast = contrast
        self.saturation = saturation
    }
}

extension ColorJitter {
    /// Draws the changes of one image, in the order in which they are made.
    package func changes(random: inout SeededRandom) -> [ColorChange] {
        let strengths = [
            (ColorChange.Kind.brightness, brightness), (.contrast, contrast),
            (.saturation, saturation),
        ]
        let order = random.permutation(count: strengths.count)
        return order.compactMap { index in
            let (kind, strength) = strengths[index]
            guard strength > 0 else { return nil }
            let factor = random.uniform(in: max(0, 1 - strength)...1 + strength)
            return ColorChange(kind: kind, factor: factor)
        }
    }

    /// Throws unless every strength is in its range.
    func check() throws(DatasetError) {
        for (name, value) in [
            ("brightness", brightness), ("contrast", contrast), ("saturation", saturation),
        ] where !(value >= 0 && value.isFinite) {
            throw .invalidSetting(
                name: "jitter.\(name)", found: "\(value)", allowed: "finite and at least 0")
        }
    }
}
