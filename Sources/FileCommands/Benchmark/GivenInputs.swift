import Graphs
import ModelFiles
import TensorFiles

/// The inputs of a network that a file of tensors has.
struct GivenInputs {
    /// The inputs by name, in the types of the network.
    let tensors: [String: TensorData]
    /// The sizes that are symbols in the network, as far as the tensors say them.
    let sizes: [String: Int]

    /// The size of the first axis of the inputs: the examples of a call.
    var batch: Int { tensors.values.compactMap(\.shape.first).max() ?? 1 }

    /// Reads the inputs.
    ///
    /// - Parameters:
    ///   - path: A file of NumPy arrays or of safetensors, its tensors named as the inputs; where both
    ///     have one alone, its name does not matter.
    ///   - graph: The network.
    /// - Throws: ``Failure`` for a file with other tensors, and what reading the file throws.
    init(path: String, for graph: Graph) throws {
        try self.init(openTensorFile(at: path), path: path, for: graph)
    }

    private init(_ file: some TensorFile, path: String, for graph: Graph) throws {
        let inputs = graph.inputs
        let names = file.names
        var entries = Dictionary(uniqueKeysWithValues: zip(names, file.entries))
        if inputs.count == 1, names.count == 1 {
            entries = [inputs[0].name: file.entries[0]]
        }
        var tensors: [String: TensorData] = [:]
        var sizes: [String: Int] = [:]
        for input in inputs {
            guard let entry = entries[input.name] else {
                throw Failure(
                    .badData,
                    "'\(path)' has no tensor for the input '\(input.name)'; "
                        + "it has \(names.sorted().prefix(5).joined(separator: ", "))")
            }
            let tensor = try TensorData(entry, of: file).converted(to: input.type.elementType)
            try input.check(tensor, path: path)
            try input.add(tensor.shape, to: &sizes, path: path)
            tensors[input.name] = tensor
        }
        (self.tensors, self.sizes) = (tensors, sizes)
    }
}

extension Graph.Input {
    /// Throws unless a tensor of the file at `path` has the type of the input.
    fileprivate func check(_ tensor: TensorData, path: String) throws {
        let fits = zip(type.shape, tensor.shape).allSatisfy { $0.value == nil || $0.value == $1 }
        guard tensor.elementType == type.elementType, tensor.shape.count == type.shape.count, fits
        else {
            throw Failure(
                .badData,
                "'\(path)' has the type \(tensor.type) for the input '\(name)'; \(type) is needed")
        }
    }

    /// Adds the sizes that are symbols, as a tensor of the file at `path` says them.
    fileprivate func add(
        _ shape: [Int], to sizes: inout [String: Int], path: String
    ) throws {
        for case (.symbol(let symbol), let size) in zip(type.shape, shape) {
            if let other = sizes[symbol], other != size {
                throw Failure(
                    .badData,
                    "'\(path)' has the sizes \(other) and \(size) for '\(symbol)' of the inputs; "
                        + "they must be equal")
            }
            sizes[symbol] = size
        }
    }
}

extension TensorData {
    /// The elements in another type: numbers rounded to a floating-point type, whole numbers in a type
    /// that holds all of them; the same tensor where that is not possible.
    fileprivate func converted(to type: ElementType) throws -> TensorData {
        guard type != elementType, type != .bool, elementType != .bool else { return self }
        if type.isFloatingPoint { return try TensorData(type, numbers: numbers, shape: shape) }
        let integers = integers
        let isWide = [type, elementType].contains(.uint64) && integers.contains { $0 < 0 }
        if elementType.isFloatingPoint || isWide { return self }
        let converted = try TensorData(type, integers: integers, shape: shape)
        return converted.integers == integers ? converted : self
    }
}
