import Layers

extension Network {
    /// Lets the activations be computed anew in the backward pass where `recipe` says so.
    ///
    /// - Returns: The number of segments; `nil` where all activations are kept.
    /// - Throws: ``RunError/noSegments(network:)`` for a network that cannot be divided.
    func checkpointGradients(of recipe: Recipe) throws -> Int? {
        guard recipe.usesGradientCheckpointing else { return nil }
        let count = setGradientCheckpointing(true)
        guard count > 0 else { throw RunError.noSegments(network: recipe.networkName) }
        return count
    }
}
