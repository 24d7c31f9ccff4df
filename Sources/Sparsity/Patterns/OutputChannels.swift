/// Whole output channels: the filters of a convolution, the rows of a linear layer.
public struct OutputChannels: SparsityPattern {
    /// Creates the pattern.
    public init() {}

    /// `channels`.
    public var description: String { "channels" }

    /// ``PatternFamily/channels``.
    public var family: PatternFamily? { .channels }

    /// One dimension: such weights have no channels.
    public func obstacle(toShape shape: [Int]) -> String? {
        shape.count >= 2 ? nil : "weights of shape \(shape) have no output channels"
    }

    /// One group of all channels.
    public func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
        (1, shape[0])
    }
}

extension PatternKind {
    static let channels = PatternKind(OutputChannels(), summary: "whole output channels")
}
