/// The sizes and settings of a BERT network; those of BERT-base unless changed.
public struct BERTConfiguration: Equatable, Sendable {
    /// The function between the two linear layers of each block.
    public enum Activation: String, CaseIterable, Sendable {
        /// x·Φ(x).
        case gelu

        /// x·Φ(x), approximated by the hyperbolic tangent.
        case approximateGELU = "gelu_new"

        /// max(0, x).
        case relu
    }

    /// The number of tokens that the network knows.
    public var vocabularySize = 30_522

    /// The number of values that stand for a token.
    public var hiddenSize = 768

    /// The number of blocks.
    public var layerCount = 12

    /// The number of attention heads of each block; divides ``hiddenSize``.
    public var headCount = 12

    /// The number of values between the two linear layers of each block.
    public var intermediateSize = 3_072

    /// The longest input, in tokens.
    public var maximumPositionCount = 512

    /// The number of types of tokens: 2 for pairs of sentences.
    public var typeCount = 2

    /// The token that stands for padding, whose vector is not trained; `nil` for none.
    public var paddingID: Int? = 0

    /// The function between the two linear layers of each block.
    public var activation = Activation.gelu

    /// What the normalisations add to the variance.
    public var layerNormEpsilon = 1e-12

    /// The probability with which a value is dropped while training.
    public var dropout = 0.1

    /// The probability with which a position is left out of the attention while training.
    public var attentionDropout = 0.1

    /// The probability with which a value before the classifier is dropped; `nil` for ``dropout``.
    public var classifierDropout: Double?

    /// The number of classes.
    public var classCount = 2

    /// BERT-base.
    public init() {}

    /// A network with heads of 64 values and four times as many intermediate values as hidden
    /// ones.
    public init(layerCount: Int, hiddenSize: Int) {
        self.layerCount = layerCount
        self.hiddenSize = hiddenSize
        headCount = hiddenSize / 64
        intermediateSize = 4 * hiddenSize
    }
}

// The sizes smaller than base are of Turc, Chang, Lee and Toutanova, "Well-Read Students Learn
// Better", 2019, arXiv:1908.08962.
extension BERTConfiguration {
    /// 2 blocks of 128 values.
    public static let tiny = BERTConfiguration(layerCount: 2, hiddenSize: 128)

    /// 4 blocks of 256 values.
    public static let mini = BERTConfiguration(layerCount: 4, hiddenSize: 256)

    /// 4 blocks of 512 values.
    public static let small = BERTConfiguration(layerCount: 4, hiddenSize: 512)

    /// 6 blocks of 384 values with 12 heads: the sentence encoder all-MiniLM-L6 (Wang et al.,
    /// "MiniLM", 2020, arXiv:2002.10957).
    public static let miniLM = {
        var configuration = BERTConfiguration(layerCount: 6, hiddenSize: 384)
        configuration.headCount = 12
        return configuration
    }()

    /// 8 blocks of 512 values.
    public static let medium = BERTConfiguration(layerCount: 8, hiddenSize: 512)

    /// 12 blocks of 768 values.
    public static let base = BERTConfiguration()
}
