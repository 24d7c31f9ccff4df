/// A module with named inputs and outputs: all that training, pruning and saving know of a network.
///
/// A ``Layer`` is a network with one input and one output. A network with several says their names:
///
///     final class TwoTowers: Network {
///         let inputNames = ["image", "text"]
///         let outputNames = ["similarity"]
///         func outputs(of inputs: NamedTensors) throws -> NamedTensors { … }
///     }
public protocol Network: Module {
    /// The names of the inputs, in the order in which the network is described and exported.
    var inputNames: [String] { get }

    /// The names of the outputs, likewise.
    var outputNames: [String] { get }

    /// Applies the network.
    ///
    /// - Parameter inputs: The tensors of ``inputNames``; the first axis of each is the batch.
    /// - Returns: The tensors of ``outputNames``.
    /// - Throws: ``LayerError/noSuchTensor(name:role:found:)`` where an input is missing, and what the
    ///   layers throw.
    func outputs(of inputs: NamedTensors) throws -> NamedTensors
}

extension Network {
    /// Applies the network to a batch.
    ///
    /// - Parameter inputs: Tensors under the names of the inputs, and others; a network with one input
    ///   takes the only tensor whatever its name.
    /// - Returns: The outputs.
    /// - Throws: ``LayerError/noSuchTensor(name:role:found:)`` where an input is missing, and what the
    ///   network throws.
    public func callAsFunction(_ inputs: NamedTensors) throws -> NamedTensors {
        let names = inputNames
        return try outputs(
            of: NamedTensors(
                names.map { name in
                    let isOnly = names.count == 1 && inputs.names.count == 1
                    return (name, try inputs.tensor(isOnly ? nil : name, role: "inputs"))
                }))
    }
}

extension Layer {
    /// `input`.
    public var inputNames: [String] { ["input"] }

    /// `output`.
    public var outputNames: [String] { ["output"] }

    /// Applies the layer to the only input.
    public func outputs(of inputs: NamedTensors) throws -> NamedTensors {
        ["output": try self(try inputs.tensor(nil, role: "inputs"))]
    }
}
