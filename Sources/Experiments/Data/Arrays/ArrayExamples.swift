import Layers
import Models
import Tensors

/// Examples as named arrays whose first axis is the example: numbers as `float32`, whole numbers as
/// `int64`; bytes are numbers among the inputs and whole numbers among the targets.
struct ArrayExamples: @unchecked Sendable {
    /// What a network gets. Never written to, which is why the examples may be shared.
    let inputs: NamedTensors

    /// What it is to give; none for a network that needs none.
    let targets: NamedTensors

    /// The number of examples.
    let count: Int

    /// The usual names of targets, for data that do not say which these are.
    static let usualTargets = ["y", "label", "labels", "target", "targets"]

    /// Sorts arrays into inputs and targets.
    ///
    /// - Parameters:
    ///   - arrays: All arrays of a part.
    ///   - inputNames: Those that a network gets; all that are no targets if there is no name.
    ///   - targetNames: Those that it is to give; those with usual names if there is no name.
    ///   - needsTargets: Whether there must be one of these.
    ///   - place: Where the arrays stand, for error messages.
    /// - Throws: ``RunError/unfitArrays(place:problem:)``, and `TorchError`.
    init(
        _ arrays: NamedTensors, inputNames: [String], targetNames: [String], needsTargets: Bool,
        place: String
    ) throws {
        func refusal(_ problem: String) -> RunError { .unfitArrays(place: place, problem: problem) }
        let targetNames =
            targetNames.isEmpty
            ? arrays.names.filter { Self.usualTargets.contains($0.lowercased()) } : targetNames
        let inputNames =
            inputNames.isEmpty ? arrays.names.filter { !targetNames.contains($0) } : inputNames
        let found = arrays.names.map { "'\($0)'" }.joined(separator: ", ")
        let lacksTargets = needsTargets && targetNames.isEmpty
        guard !inputNames.isEmpty, !lacksTargets else {
            throw refusal(
                "holds the arrays \(found.isEmpty ? "none" : found), of which no "
                    + "\(lacksTargets ? "target" : "input") is known; 'data.inputs' and "
                    + "'data.targets' name them")
        }
        func tensors(_ names: [String], bytesAreNumbers: Bool) throws -> NamedTensors {
            NamedTensors(
                try names.map { name in
                    guard let tensor = arrays[name] else {
                        throw refusal("has no array '\(name)'; it has \(found)")
                    }
                    return (name, try tensor.asExamples(bytesAreNumbers: bytesAreNumbers))
                })
        }
        inputs = try tensors(inputNames, bytesAreNumbers: true)
        targets = try tensors(targetNames, bytesAreNumbers: false)
        let counts = zip(inputs.names + targets.names, inputs.tensors + targets.tensors)
            .map { (name: $0, count: $1.shape.first) }
        guard let first = counts.first?.count, first > 0 else {
            throw refusal("has no example in '\(counts.first?.name ?? "")'")
        }
        if let other = counts.first(where: { $0.count != first }) {
            throw refusal(
                "has \(first) examples in '\(counts[0].name)' and "
                    + "\(other.count.map(String.init) ?? "a single number") in '\(other.name)'; the "
                    + "first axis of all arrays is the example")
        }
        count = first
    }

    private init(inputs: NamedTensors, targets: NamedTensors, count: Int) {
        self.inputs = inputs
        self.targets = targets
        self.count = count
    }

    /// The examples at `indices`, in that order.
    func selecting(_ indices: [Int]) throws -> ArrayExamples {
        let places = try Tensor(indices.map { Int64($0) }, shape: [indices.count])
        return ArrayExamples(
            inputs: try inputs.mapTensors { try $0.selecting(places, along: 0) },
            targets: try targets.mapTensors { try $0.selecting(places, along: 0) },
            count: indices.count)
    }

    /// What a network has to know of the inputs.
    var requests: [NetworkRequest.Input] {
        zip(inputs.names, inputs.tensors).map { name, tensor in
            NetworkRequest.Input(
                name, shape: Array(tensor.shape.dropFirst()),
                isInteger: tensor.scalarType == .int64)
        }
    }

    /// The class of each example where the only target is one; zeros elsewhere.
    var classes: [Int] {
        get throws { try labels?.map { max(0, $0) } ?? [Int](repeating: 0, count: count) }
    }

    /// The whole number of each example where the only target is one; `nil` elsewhere.
    var labels: [Int]? {
        get throws {
            guard let target = classTarget, target.shape.count == 1 else { return nil }
            return try target.elements(as: Int64.self).map { Int($0) }
        }
    }

    /// The only target, where it holds whole numbers: those of classes of examples, or of their positions.
    var classTarget: Tensor? {
        targets.tensors.count == 1 && targets.tensors[0].scalarType == .int64
            ? targets.tensors[0] : nil
    }
}

extension Tensor {
    /// Numbers as `float32`, truth values and whole numbers as `int64`.
    ///
    /// - Parameter bytesAreNumbers: Whether bytes are the numbers 0 to 255, such as those of pixels, and
    ///   not whole numbers such as classes.
    /// - Returns: The same numbers; this tensor itself where it has that type.
    /// - Throws: What LibTorch throws.
    fileprivate func asExamples(bytesAreNumbers: Bool) throws -> Tensor {
        switch scalarType {
        case .uint8: try converted(to: bytesAreNumbers ? .float32 : .int64)
        case .float16, .bfloat16, .float32, .float64, nil: try converted(to: .float32)
        case .int8, .int16, .int32, .int64, .bool: try converted(to: .int64)
        }
    }
}
