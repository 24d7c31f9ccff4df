/// One operation of a graph, applied to named values.
public struct Node: Hashable, Sendable {
    /// The name, for messages; unique in graphs that were read from files.
    public var name: String
    /// What is computed.
    public var operation: Operation
    /// The values it is computed from; nil where an optional input is left out.
    public var inputs: [String?]
    /// The values it defines.
    public var outputs: [String]

    /// Makes a node.
    ///
    /// - Parameters:
    ///   - operation: What is computed.
    ///   - name: The name of the node; the first output's where it is not given.
    ///   - inputs: The values it is computed from.
    ///   - outputs: The values it defines.
    public init(
        _ operation: Operation, named name: String? = nil, inputs: [String?], outputs: [String]
    ) {
        self.name = name ?? outputs.first ?? ""
        self.operation = operation
        self.inputs = inputs
        self.outputs = outputs
    }

    /// The input at a position, nil where it is left out.
    public func input(_ position: Int) -> String? {
        inputs.indices.contains(position) ? inputs[position] : nil
    }

    /// An error about this node.
    func problem(_ problem: String) -> GraphError {
        .invalid(node: name, operation: operation.name, problem: problem)
    }
}
