public import Tensors

extension Parameter {
    /// Tells the ``outputObserver``, if there is one, of an output that a layer has computed with
    /// this parameter. Layers of one's own call it so that their multiply-adds can be counted.
    ///
    /// - Parameter output: What the layer returns.
    /// - Returns: `output`.
    public func observed(_ output: Tensor) -> Tensor {
        outputObserver?(output.shape)
        return output
    }
}

extension Layer {
    /// How often each weight is multiplied and added for an input of zeros.
    ///
    /// - Parameters:
    ///   - inputShape: The shape of the input, with a batch of 1.
    ///   - device: Where the network is.
    /// - Returns: As ``Module/weightUseCounts(while:)``.
    /// - Throws: What the network throws.
    public func weightUseCounts(inputShape: [Int], device: Device = .cpu) throws -> [String: Int] {
        let input = try Tensor.zeros(inputShape, device: device)
        return try weightUseCounts { _ = try self(input) }
    }
}

extension Module {
    /// How often each weight is multiplied and added for one input: as many times as its output
    /// channel has positions, which is 1 for a linear layer applied to a vector.
    ///
    /// The input goes once through the network, in evaluation mode and without gradients; padding
    /// counts as pixels. Nothing is changed.
    ///
    /// - Parameter forward: Sends one input, a batch of 1, through the network.
    /// - Returns: The uses by the path of the weight; weights of layers that report no output are
    ///   missing.
    /// - Throws: What `forward` throws.
    public func weightUseCounts(while forward: () throws -> Void) throws -> [String: Int] {
        let weights = namedParameters.distinct.filter { $0.parameter.tensor.shape.count >= 2 }
        var counts: [String: Int] = [:]
        for weight in weights {
            let channelCount = max(weight.parameter.tensor.shape[0], 1)
            weight.parameter.outputObserver = { shape in
                counts[weight.path, default: 0] += shape.reduce(1, *) / channelCount
            }
        }
        defer { for weight in weights { weight.parameter.outputObserver = nil } }
        try evaluating { try withoutGradients(forward) }
        return counts
    }
}
