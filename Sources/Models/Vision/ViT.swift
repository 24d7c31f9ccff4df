public import Layers
public import Tensors

/// The vision transformer.
///
/// "An Image is Worth 16x16 Words", Dosovitskiy et al., ICLR 2021, arXiv:2010.11929, in the sizes
/// of "Training data-efficient image transformers & distillation through attention", Touvron et
/// al., ICML 2021, arXiv:2012.12877, without its distillation token and stochastic depth.
/// Parameters have the names of timm's `VisionTransformer`.
public final class VisionTransformer: Layer {
    /// The sizes of a vision transformer.
    public struct Configuration: Equatable, Sendable {
        /// The height and width of the images.
        public var imageSize: Int

        /// The height and width of a patch; divides ``imageSize``.
        public var patchSize: Int

        /// The number of values that stand for a patch.
        public var width: Int

        /// The number of blocks.
        public var blockCount: Int

        /// The number of attention heads of each block; divides ``width``.
        public var headCount: Int

        /// Collects the sizes.
        public init(imageSize: Int, patchSize: Int, width: Int, blockCount: Int, headCount: Int) {
            self.imageSize = imageSize
            self.patchSize = patchSize
            self.width = width
            self.blockCount = blockCount
            self.headCount = headCount
        }
    }

    /// The sizes.
    public let configuration: Configuration

    /// Whether each block keeps its input alone while training.
    public var isCheckpointed = false

    @Named private var classToken: Parameter
    @Named private var positions: Parameter
    @Named private var patches: Convolution2D
    private let blocks: [ViTBlock]
    private let norm: LayerNorm
    private let head: Linear

    /// Creates the network with random weights.
    public init(
        _ configuration: Configuration, inputChannelCount: Int = 3, classCount: Int = 1_000
    ) throws {
        let (width, patchSize) = (configuration.width, configuration.patchSize)
        precondition(
            configuration.imageSize.isMultiple(of: patchSize)
                && width.isMultiple(of: configuration.headCount),
            "patches divide the image, and heads the width, without rest")
        self.configuration = configuration
        let side = configuration.imageSize / patchSize
        // The token starts almost at zero, as timm's does.
        let token = try Initialization.normal(deviation: 1e-6).weights([1, 1, width])
        _classToken = Named("cls_token", try Parameter(token, kind: .embedding))
        let places = try Initialization.normal(deviation: smallDeviation)
            .weights([1, 1 + side * side, width])
        _positions = Named("pos_embed", try Parameter(places, kind: .embedding))
        _patches = Named(
            "patch_embed.proj",
            try Convolution2D(inputChannelCount, width, size: patchSize, stride: patchSize))
        blocks = try (0..<configuration.blockCount).map { _ in try ViTBlock(configuration) }
        norm = try LayerNorm(width, epsilon: ViTBlock.epsilon)
        head = try .smallNormal(width, classCount)
    }

    /// Maps `[batch, channels, size, size]` to logits `[batch, classes]`.
    ///
    /// - Throws: ``ModelError/wrongImageSize(found:needed:)`` for images of another size.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        let size = configuration.imageSize
        guard Array(input.shape.suffix(2)) == [size, size] else {
            throw ModelError.wrongImageSize(
                found: Array(input.shape.suffix(2)), needed: [size, size])
        }
        let words = try patches(input).flattened(from: 2).permuted([0, 2, 1])
        let token = try classToken.effective.expanded(
            to: [input.shape[0], 1, configuration.width])
        let start =
            try Tensor.concatenating([token, words], along: 1) + (try positions.effective)
        let result = try norm(
            blocks.reduce(start) { value, block in try segment([value]) { try block($0[0]) } })
        return try head(result.narrowed(1, to: 0..<1).flattened())
    }
}

extension VisionTransformer: GradientCheckpointing {
    /// The number of blocks.
    public var segmentCount: Int { blocks.count }
}

extension ImageNetwork {
    /// The vision transformers of this package.
    static let visionTransformers = [
        vision(
            "deit-tiny", "vision transformer for images of 224×224, 5.5 million weights",
            .init(imageSize: 224, patchSize: 16, width: 192, blockCount: 12, headCount: 3)),
        vision(
            "deit-small", "vision transformer for images of 224×224, 22 million weights",
            .init(imageSize: 224, patchSize: 16, width: 384, blockCount: 12, headCount: 6)),
        vision(
            "deit-tiny-32", "vision transformer for images of 32×32, 5.4 million weights",
            .init(imageSize: 32, patchSize: 4, width: 192, blockCount: 12, headCount: 3)),
    ]

    private static func vision(
        _ name: String, _ summary: String, _ configuration: VisionTransformer.Configuration
    ) -> ImageNetwork {
        var network = ImageNetwork(name: name, summary: summary) {
            try VisionTransformer(configuration, inputChannelCount: $0, classCount: $1)
        }
        network.imageSize = configuration.imageSize
        return network
    }
}
