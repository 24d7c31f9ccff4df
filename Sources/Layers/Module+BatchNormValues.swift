import Tensors

extension Module {
    /// The first batch norm that gets a single value for each channel from one input: it cannot be
    /// trained with a batch of one.
    ///
    /// The input goes once through the network, in evaluation mode and without gradients. Nothing is
    /// changed.
    ///
    /// - Parameter forward: Sends one input, a batch of 1, through the network.
    /// - Returns: The path of the batch norm and its number of channels; `nil` where every batch norm
    ///   gets more values, or there is none.
    /// - Throws: What `forward` throws.
    public func firstBatchNormOfOneValue(
        while forward: () throws -> Void
    ) throws -> (path: String, channelCount: Int)? {
        var first: (path: String, channelCount: Int)?
        var observed: [BatchNorm2D] = []
        defer { for norm in observed { norm.shapeObserver = nil } }
        forEachModule { path, module in
            guard let norm = module as? BatchNorm2D else { return }
            observed.append(norm)
            norm.shapeObserver = { shape in
                guard first == nil, shape.reduce(1, *) == shape.dropFirst().first else { return }
                first = (path, shape[1])
            }
        }
        try evaluating { try withoutGradients(forward) }
        return first
    }
}
