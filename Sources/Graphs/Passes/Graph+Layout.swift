extension Graph {
    /// The graph for images `[batch, channels, height, width]`, where it takes them with the channels
    /// last: one `Transpose` stands in front of it.
    ///
    /// - Parameter channelCount: The channels of the images.
    /// - Returns: A graph that computes the same; the same graph where it takes the channels first.
    public func takingChannelsFirst(channelCount: Int) -> Graph {
        guard inputs.count == 1, case let shape = inputs[0].type.shape, shape.count == 4,
            shape[3] == .known(channelCount), shape[1] != .known(channelCount)
        else { return self }
        var graph = self
        let name = graph.freeName("\(inputs[0].name)_channels_first")
        graph.inputs[0] = Input(
            name, TensorType(inputs[0].type.elementType, [shape[0], shape[3], shape[1], shape[2]]))
        graph.nodes.insert(
            Node(
                .transpose(permutation: [0, 2, 3, 1]), inputs: [name], outputs: [inputs[0].name]),
            at: 0)
        return graph
    }
}
