/// A network as a value: operations on named values, with weights that have names.
///
/// Nodes stand in an order in which every value is defined before it is used. Nothing is shared
/// with the outside, so a pass is a function from graph to graph.
public struct Graph: Equatable, Sendable {
    /// A value that is given from outside.
    public struct Input: Hashable, Sendable {
        /// The name of the value.
        public var name: String
        /// Its element type and shape, with symbols for sizes that may change.
        public var type: TensorType

        /// Makes an input.
        public init(_ name: String, _ type: TensorType) {
            self.name = name
            self.type = type
        }
    }

    /// The name of the network.
    public var name: String
    /// The values that are given.
    public var inputs: [Input]
    /// The names of the values that are asked for.
    public var outputs: [String]
    /// The operations in an order in which they can be computed.
    public var nodes: [Node]
    /// Weights and constants by the name of their value.
    public var weights: [String: TensorData]
    /// Texts that travel with the network.
    public var metadata: [String: String]

    /// Makes a graph; ``check()`` says whether it is a valid one.
    public init(
        name: String = "", inputs: [Input], outputs: [String], nodes: [Node],
        weights: [String: TensorData] = [:], metadata: [String: String] = [:]
    ) {
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.nodes = nodes
        self.weights = weights
        self.metadata = metadata
    }

    /// The graph with its symbols replaced by sizes, as in one call with inputs of these sizes.
    ///
    /// - Parameter sizes: A size for each symbol; symbols that are not named stay.
    /// - Returns: The graph with other types of inputs.
    public func binding(_ sizes: [String: Int]) -> Graph {
        var graph = self
        for index in graph.inputs.indices {
            graph.inputs[index].type.shape = graph.inputs[index].type.shape.map { size in
                if case .symbol(let name) = size, let value = sizes[name] {
                    .known(value)
                } else {
                    size
                }
            }
        }
        return graph
    }
}
