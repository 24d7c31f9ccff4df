import Foundation

/// One operation of ``RandAugment``, with its strength.
package struct ImageOperation: Sendable, Hashable {
    /// What is done.
    package let kind: Kind

    /// How much of it, in the unit of ``Kind/magnitude(_:of:for:)``; negative for the opposite.
    package let magnitude: Float

    /// Describes an operation.
    package init(_ kind: Kind, magnitude: Float = 0) {
        self.kind = kind
        self.magnitude = magnitude
    }

    /// The operations by torchvision's names, in its order.
    package enum Kind: String, CaseIterable, Sendable {
        case identity = "Identity"
        case shearX = "ShearX"
        case shearY = "ShearY"
        case translateX = "TranslateX"
        case translateY = "TranslateY"
        case rotate = "Rotate"
        case brightness = "Brightness"
        case color = "Color"
        case contrast = "Contrast"
        case sharpness = "Sharpness"
        case posterize = "Posterize"
        case solarize = "Solarize"
        case autoContrast = "AutoContrast"
        case equalize = "Equalize"
    }
}

extension ImageOperation.Kind {
    /// Whether the opposite is drawn as often.
    var isSigned: Bool {
        switch self {
        case .shearX, .shearY, .translateX, .translateY, .rotate, .brightness, .color, .contrast,
            .sharpness:
            true
        case .identity, .posterize, .solarize, .autoContrast, .equalize: false
        }
    }

    /// The strength at the place `index` of `count` evenly spaced ones: a slope, pixels, degrees, a change
    /// of a factor of 1, bits that stay, or the least value that is inverted; 0 where there is none.
    ///
    /// torchvision computes the same numbers in single precision, of which the last bit may differ.
    package func magnitude(_ index: Int, of count: Int, for shape: ImageShape) -> Float {
        let share = Double(index) / Double(count - 1)
        let value: Double =
            switch self {
            case .identity, .autoContrast, .equalize: 0
            case .shearX, .shearY: 0.3 * share
            // The authors moved images of 331 pixels by up to 150.
            case .translateX: 150.0 / 331 * Double(shape.width) * share
            case .translateY: 150.0 / 331 * Double(shape.height) * share
            case .rotate: 30 * share
            case .brightness, .color, .contrast, .sharpness: 0.9 * share
            case .posterize: 8 - (4 * share).rounded(.toNearestOrEven)
            case .solarize: 255 - 255 * share
            }
        return Float(value)
    }
}

extension ImageOperation {
    /// Changes an image of `shape`, `[channels, height, width]`, with 1 or 3 channels.
    package func apply(to planes: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape) {
        // Pillow computes with the factor in single precision.
        let factor = Float(1 + Double(magnitude))
        switch kind {
        case .identity: break
        case .shearX: AffineMap(columnShear: Double(magnitude)).apply(to: planes, shape: shape)
        case .shearY: AffineMap(rowShear: Double(magnitude)).apply(to: planes, shape: shape)
        case .translateX: AffineMap(right: Int(magnitude)).apply(to: planes, shape: shape)
        case .translateY: AffineMap(down: Int(magnitude)).apply(to: planes, shape: shape)
        case .rotate:
            AffineMap(degrees: Double(magnitude), height: shape.height, width: shape.width)
                .apply(to: planes, shape: shape)
        case .brightness: change(.brightness, factor, planes, shape)
        case .color: change(.saturation, factor, planes, shape)
        case .contrast: change(.contrast, factor, planes, shape)
        case .sharpness: Sharpening(factor: factor).apply(to: planes, shape: shape)
        case .posterize: ToneCurve.posterized(bitCount: Int(magnitude)).apply(to: planes)
        case .solarize: ToneCurve.solarized(from: magnitude).apply(to: planes)
        case .autoContrast: ToneCurve.stretch(planes, shape)
        case .equalize: ToneCurve.equalize(planes, shape)
        }
    }

    private func change(
        _ kind: ColorChange.Kind, _ factor: Float, _ planes: UnsafeMutableBufferPointer<UInt8>,
        _ shape: ImageShape
    ) {
        ColorChange(kind: kind, factor: factor)
            .apply(to: planes, channelCount: shape.channelCount)
    }
}
