/// What a network costs, counted from its graph.
public struct GraphCount: Equatable, Sendable {
    /// What one node costs.
    public struct NodeCount: Equatable, Sendable {
        /// The name of the node.
        public let name: String
        /// Multiplications with an addition: of convolutions and products, each once.
        public let multiplyAdds: Int
        /// The elements of the weights that this node uses first, without running statistics.
        public let parameterCount: Int
        /// The bytes of its results.
        public let activationByteCount: Int
    }

    /// The nodes in the order of the graph.
    public let nodes: [NodeCount]
    /// The bytes of all weights.
    public let weightByteCount: Int
    /// The most bytes of results and inputs that are needed at one time, in the order of the graph.
    public let peakActivationByteCount: Int

    /// All multiplications with an addition.
    public var multiplyAdds: Int { nodes.reduce(0) { $0 + $1.multiplyAdds } }

    /// The floating-point elements of all weights, each once, without running statistics.
    public var parameterCount: Int { nodes.reduce(0) { $0 + $1.parameterCount } }
}

extension Graph {
    /// Counts what the network costs.
    ///
    /// - Returns: The counts.
    /// - Throws: ``GraphError`` if the graph is not valid, or a size is still a symbol: bind it
    ///   first with ``binding(_:)``.
    public func count() throws(GraphError) -> GraphCount {
        let types = try check()
        var bytes: [String: Int] = [:]
        for (name, type) in types where weights[name] == nil {
            guard let count = type.elementCount.value else {
                throw .wrongInput(
                    name: name, problem: "its type \(type) has no fixed size to count with")
            }
            bytes[name] = count * type.elementType.byteCount
        }
        let lastUses = uses.mapValues { $0.map(\.node).max() ?? 0 }
        var counted = runningStatistics
        var alive = inputs.reduce(0) { $0 + (bytes[$1.name] ?? 0) }
        var peak = alive
        var counts: [GraphCount.NodeCount] = []
        for (index, node) in nodes.enumerated() {
            let results = node.outputs.reduce(0) { $0 + (bytes[$1] ?? 0) }
            alive += results
            peak = max(peak, alive)
            let finished = Set(node.inputs.compactMap { $0 } + node.outputs).filter { name in
                lastUses[name, default: -1] <= index && !outputs.contains(name)
            }
            alive -= finished.reduce(0) { $0 + (bytes[$1] ?? 0) }
            let weights = node.inputs.compactMap { $0 }.filter { name in
                self.weights[name]?.elementType.isFloatingPoint ?? false
                    && counted.insert(name).inserted
            }
            counts.append(
                GraphCount.NodeCount(
                    name: node.name, multiplyAdds: try node.multiplyAdds(types),
                    parameterCount: weights.reduce(0) {
                        $0 + (self.weights[$1]?.elementCount ?? 0)
                    },
                    activationByteCount: results))
        }
        return GraphCount(
            nodes: counts, weightByteCount: weights.values.reduce(0) { $0 + $1.byteCount },
            peakActivationByteCount: peak)
    }
}

extension Node {
    /// The multiplications with an addition, where all sizes are known.
    ///
    /// - Throws: ``GraphError`` where the size of a result is a symbol.
    func multiplyAdds(_ types: [String: TensorType]) throws(GraphError) -> Int {
        for name in outputs + inputs.compactMap({ $0 }) {
            guard let type = types[name], type.elementCount.value == nil else { continue }
            throw .wrongInput(
                name: name, problem: "its type \(type) has no fixed size to count with")
        }
        func shape(_ name: String?) -> [Int] {
            name.flatMap { types[$0] }?.shape.compactMap(\.value) ?? []
        }
        let result = shape(outputs.first).reduce(1, *)
        switch operation {
        case .convolution: return result * shape(input(1)).dropFirst().reduce(1, *)
        case .transposedConvolution:
            return shape(input(0)).reduce(1, *) * shape(input(1)).dropFirst().reduce(1, *)
        case .gemm(let attributes):
            return result * (shape(input(0))[attributes.transposesFirst ? 0 : 1])
        case .matMul: return result * (shape(input(0)).last ?? 1)
        default: return 0
        }
    }
}
