extension Graph {
    /// The graph after all passes that recognise operations and remove what is not needed; batch
    /// norms stay, as training needs them.
    ///
    /// - Parameter keepingDropout: Whether Dropout stays, as training needs it.
    /// - Returns: A graph that computes the same, up to rounding.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func simplified(keepingDropout: Bool = false) throws(GraphError) -> Graph {
        try followingAliases(keepingDropout: keepingDropout).foldingConstants()
            .followingAliases(keepingDropout: keepingDropout).mergingPadding()
            .recognizingLayerNormalization().recognizingActivations().recognizingLinear()
            .removingDeadNodes()
    }
}
