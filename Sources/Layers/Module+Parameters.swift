public import Tensors

/// A parameter and its path in a network.
public struct NamedParameter {
    /// The path, as in PyTorch's state dictionaries.
    public let path: String

    /// The parameter.
    public let parameter: Parameter

    /// Gives `parameter` a path.
    public init(path: String, parameter: Parameter) {
        self.path = path
        self.parameter = parameter
    }
}

extension Sequence<NamedParameter> {
    /// The same parameters, one that stands in several places of a network once, under its first path.
    public var distinct: [NamedParameter] {
        var seen: Set<ObjectIdentifier> = []
        return filter { seen.insert(ObjectIdentifier($0.parameter)).inserted }
    }
}

extension Module {
    /// The parameters with their paths, in the order of declaration; one that stands in several places
    /// has several paths here.
    public var namedParameters: [NamedParameter] {
        var result: [NamedParameter] = []
        forEachModule { path, module in
            for (name, member) in module.members {
                guard case .parameter(let parameter) = member else { continue }
                result.append(
                    NamedParameter(path: path.appendingMember(name), parameter: parameter))
            }
        }
        return result
    }

    /// The buffers with their paths, in the order of declaration.
    public var namedBuffers: [(path: String, buffer: Buffer)] {
        var result: [(path: String, buffer: Buffer)] = []
        forEachModule { path, module in
            for (name, member) in module.members {
                guard case .buffer(let buffer) = member else { continue }
                result.append((path.appendingMember(name), buffer))
            }
        }
        return result
    }

    /// Asks pruners to leave the weights of this module alone unless they are told otherwise. For
    /// networks that know which of their parts are not worth pruning.
    public func keepDense() {
        for named in namedParameters { named.parameter.isKeptDense = true }
    }

    /// Every module of the given type below this one, this one included.
    public func modules<Kind>(of type: Kind.Type) -> [Kind] {
        var result: [Kind] = []
        forEachModule { _, module in if let match = module as? Kind { result.append(match) } }
        return result
    }

    /// Switches every part of the network to training or to evaluation.
    public func setTraining(_ isTraining: Bool) {
        forEachModule { path, module in
            (module as? any ModeDependent)?.isTraining = isTraining
            (module as? BatchNorm2D)?.path = path.isEmpty ? nil : path
        }
    }

    /// Calls `body` in evaluation mode, and gives every part the mode back that it had, also where
    /// `body` throws.
    public func evaluating<Result>(_ body: () throws -> Result) rethrows -> Result {
        let parts = modules(of: (any ModeDependent).self)
        let modes = parts.map(\.isTraining)
        defer { for (part, mode) in zip(parts, modes) { part.isTraining = mode } }
        setTraining(false)
        return try body()
    }

    /// Moves parameters and buffers to `device`. Gradients are dropped.
    public func move(to device: Device) throws {
        for named in namedParameters {
            try named.parameter.replace { try $0.moved(to: device) }
        }
        for (_, buffer) in namedBuffers { try buffer.replace { try $0.moved(to: device) } }
    }

    /// Converts parameters and buffers of floating-point numbers to `type`, such as `float64`;
    /// buffers of integers stay. Gradients are dropped.
    public func convert(to type: ScalarType) throws {
        precondition(type.isFloatingPoint, "weights cannot be \(type): they need fractions")
        for named in namedParameters {
            try named.parameter.replace { try $0.converted(to: type) }
        }
        for (_, buffer) in namedBuffers where buffer.tensor.isFloatingPoint {
            try buffer.replace { try $0.converted(to: type) }
        }
    }

    /// Forgets the accumulated gradients of all parameters.
    public func clearGradients() throws {
        for named in namedParameters { try named.parameter.tensor.setGradient(nil) }
    }
}
