/// What was measured of one layer.
public struct LayerReport: Sendable {
    /// The name of the node.
    public let name: String
    /// The operator with what is fused into it, as `Conv + Relu`.
    public let operation: String
    /// How it is computed, as `sparse` or `dense`.
    public let algorithm: String
    /// The share of zeros among its weights, 0 to 1; nil for what has no weights.
    public let zeros: Double?
    /// The time of one call.
    public let duration: Duration
    /// Billions of additions and multiplications by weights that are not zero, in a second; nil for
    /// what has no weights.
    public let gigaflops: Double?

    init(_ layer: LayerDescription, duration: Duration) {
        name = layer.name
        operation = layer.operation
        algorithm = layer.algorithm
        zeros = layer.zeros
        self.duration = duration
        gigaflops = layer.multiplyAdds.map { 2 * Double($0) / (duration / .nanoseconds(1)) }
    }
}
