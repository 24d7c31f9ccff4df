extension Graph {
    /// The graph after all passes that recognise operations and remove what is not needed; batch
    /// norms stay, as training needs them.
    ///
    /// - Returns: A graph that computes the same, up to rounding.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func simplified() throws(GraphError) -> Graph {
        try followingAliases().foldingConstants().followingAliases().mergingPadding()
            .recognizingLayerNormalization().recognizingActivations().recognizingLinear()
            .removingDeadNodes()
    }
}
