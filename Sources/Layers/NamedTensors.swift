public import Tensors

/// Tensors by name, in a fixed order: what a network takes, what it gives, what it is to give.
public struct NamedTensors {
    /// The names, each of them once.
    public let names: [String]

    /// The tensors, in the order of ``names``.
    public let tensors: [Tensor]

    /// Names tensors; of several under one name the first counts.
    public init(_ pairs: [(name: String, tensor: Tensor)]) {
        var known: Set<String> = []
        let distinct = pairs.filter { known.insert($0.name).inserted }
        names = distinct.map(\.name)
        tensors = distinct.map(\.tensor)
    }

    /// The tensor called `name`; `nil` if there is none.
    public subscript(name: String) -> Tensor? {
        names.firstIndex(of: name).map { tensors[$0] }
    }

    /// The tensor called `name`, or the only one where no name is given.
    ///
    /// - Parameters:
    ///   - name: The name; `nil` for the only tensor.
    ///   - role: What the tensors are, for the error message, such as `outputs`.
    /// - Returns: The tensor.
    /// - Throws: ``LayerError/noSuchTensor(name:role:found:)``.
    public func tensor(_ name: String?, role: String) throws -> Tensor {
        if let name, let tensor = self[name] { return tensor }
        if name == nil, tensors.count == 1 { return tensors[0] }
        throw LayerError.noSuchTensor(name: name, role: role, found: names)
    }

    /// The same tensors with `transform` applied to each.
    public func mapTensors(_ transform: (Tensor) throws -> Tensor) rethrows -> NamedTensors {
        NamedTensors(try zip(names, tensors).map { ($0, try transform($1)) })
    }
}

extension NamedTensors: ExpressibleByDictionaryLiteral {
    /// Names tensors, in the order in which they are written.
    public init(dictionaryLiteral elements: (String, Tensor)...) {
        self.init(elements.map { (name: $0.0, tensor: $0.1) })
    }
}
