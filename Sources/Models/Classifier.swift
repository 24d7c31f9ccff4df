public import Layers
public import Tensors

/// A network that gives every class a logit, whatever it takes its inputs as.
public struct Classifier {
    /// The network.
    public let network: any Module

    private let logits: (_ inputs: [Tensor]) throws -> Tensor

    /// Describes a network.
    ///
    /// - Parameters:
    ///   - network: The network.
    ///   - logits: Maps the inputs of a batch to logits `[batch, classes]` with that network.
    public init(_ network: any Module, logits: @escaping (_ inputs: [Tensor]) throws -> Tensor) {
        self.network = network
        self.logits = logits
    }

    /// Describes a network of images: its input is `[batch, channels, height, width]`.
    public init(_ network: any Layer) {
        self.init(network) { try network($0[0]) }
    }

    /// Maps the inputs of a batch to logits `[batch, classes]`.
    public func callAsFunction(_ inputs: [Tensor]) throws -> Tensor { try logits(inputs) }
}

extension Classifier {
    /// Describes a network of sentences: its inputs are tokens, types and attention mask, each
    /// `[batch, length]` of `int64`.
    public init(_ network: BERTClassifier) {
        self.init(network) { inputs in
            try network(tokenIDs: inputs[0], typeIDs: inputs[1], attentionMask: inputs[2])
        }
    }
}
