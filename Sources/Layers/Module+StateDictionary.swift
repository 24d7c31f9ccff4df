package import Tensors

extension Module {
    /// The parameters and buffers by path: what PyTorch calls the state dictionary.
    ///
    /// The tensors are the network's own, not copies.
    ///
    /// - Throws: ``LayerError/unreachableMember(path:reason:)`` for a network that it would not hold
    ///   whole.
    public func stateDictionary(metadata: [String: String] = [:]) throws -> StateDictionary {
        try checkMembers()
        let parameters = try namedParameters.map {
            (name: $0.path, tensor: try $0.parameter.tensor.detached())
        }
        let buffers = namedBuffers.map { (name: $0.path, tensor: $0.buffer.tensor) }
        return StateDictionary(parameters + buffers, metadata: metadata)
    }

    /// Copies the tensors of `state` into the parameters and buffers of the same path, converting
    /// to their types and devices; integers do not become floating-point numbers, nor the reverse.
    ///
    /// - Parameters:
    ///   - state: Must have every parameter and buffer, in its shape, and nothing else, but for
    ///     what is allowed.
    ///   - place: Where the state comes from, for the error message, such as a quoted path.
    ///   - tolerance: What may differ. A state of which nothing fits is refused all the same.
    /// - Returns: What was loaded and what was not.
    /// - Throws: ``LayerError/stateMismatch(missing:unexpected:misshapen:place:)``; the network is
    ///   then unchanged.
    @discardableResult
    public func load(
        _ state: StateDictionary, from place: String = "the state dictionary",
        allowing tolerance: LoadTolerance = []
    ) throws -> WeightReport {
        let own = try stateDictionary().tensors
        var given = Dictionary(
            state.tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
        var report = WeightReport()
        var copies: [(target: Tensor, source: Tensor)] = []
        for (name, target) in own {
            guard let source = given.removeValue(forKey: name) else {
                report.missing.append(name)
                continue
            }
            guard source.canFill(target) else {
                report.wrongShape.append(
                    WeightReport.Misfit(name: name, found: source.summary, needed: target.summary))
                continue
            }
            copies.append((target, source))
            report.loaded.append(name)
            if source.scalarType != target.scalarType { report.converted.append(name) }
        }
        report.unexpected = given.keys.sorted()
        guard report.isAccepted(by: tolerance) else {
            throw LayerError.stateMismatch(
                missing: report.missing, unexpected: report.unexpected,
                misshapen: report.wrongShape.map(\.description), place: place)
        }
        try withoutGradients { for (target, source) in copies { try target.copy(from: source) } }
        return report
    }
}

extension Tensor {
    /// Whether the elements can be copied into `target` without changing what they mean.
    fileprivate func canFill(_ target: Tensor) -> Bool {
        shape == target.shape && isFloatingPoint == target.isFloatingPoint
    }

    /// Whether the elements are floating-point numbers.
    package var isFloatingPoint: Bool { scalarType?.isFloatingPoint ?? false }

    fileprivate var summary: String {
        "\(scalarType.map { "\($0)" } ?? "unknown type") \(shape)"
    }
}

extension ScalarType {
    /// Whether the elements are floating-point numbers.
    var isFloatingPoint: Bool {
        switch self {
        case .float16, .bfloat16, .float32, .float64: true
        case .uint8, .int8, .int16, .int32, .int64, .bool: false
        }
    }
}
