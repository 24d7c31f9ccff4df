import Layers

/// The convolutions of image classifiers, without bias: they keep the size of the image at stride 1.
extension Convolution2D {
    /// A 3×3 convolution.
    static func threeByThree(_ inputCount: Int, _ outputCount: Int, stride: Int = 1) throws
        -> Convolution2D
    {
        try Convolution2D(
            inputCount, outputCount, size: 3, stride: stride, padding: 1, hasBias: false,
            initialization: .normalFanOut)
    }

    /// A 3×3 convolution of each channel by itself.
    static func depthwise(_ channelCount: Int, stride: Int) throws -> Convolution2D {
        try Convolution2D(
            channelCount, channelCount, size: 3, stride: stride, padding: 1, groups: channelCount,
            hasBias: false, initialization: .normalFanOut)
    }

    /// A 1×1 convolution.
    static func oneByOne(_ inputCount: Int, _ outputCount: Int, stride: Int = 1) throws
        -> Convolution2D
    {
        try Convolution2D(
            inputCount, outputCount, size: 1, stride: stride, hasBias: false,
            initialization: .normalFanOut)
    }
}
