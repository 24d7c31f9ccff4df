public import Tensors

/// A part of a network: a class whose stored properties are parameters, buffers and other modules.
///
/// A property's name is its name in the path, as in PyTorch: a parameter `weight` of a module in a
/// property `conv1` has the path `conv1.weight`, and elements of arrays are numbered,
/// `blocks.0.conv1.weight`. ``Named`` gives another name where Swift's would not do.
///
/// Arrays, dictionaries with texts as keys, tuples, structs, optionals and the payloads of enums may
/// hold modules, in each other too: their indices, keys, labels and cases are components of the path.
/// A member that leads back to a module around it is no part of that module.
public protocol Module: AnyObject {
    /// The members by name. By default those of the stored properties, in the order of their
    /// declaration, those of superclasses first.
    var members: [(name: String, member: ModuleMember)] { get }
}

/// A module that says which weights make its outputs, where that is not the one declared last.
public protocol OutputNaming: Module {
    /// The weights whose output channels are the outputs of the module.
    var outputWeights: [Parameter] { get }
}

/// A module that maps one tensor to another, which is a network with one input and one output.
public protocol Layer: Network {
    /// Applies the layer.
    func callAsFunction(_ input: Tensor) throws -> Tensor
}

/// A module that behaves differently while training.
public protocol ModeDependent: Module {
    /// Whether the module is being trained.
    var isTraining: Bool { get set }
}

/// Gives a member of a module another name in paths than its property has.
///
///     @Named var runningMean: Buffer
///     …
///     _runningMean = Named("running_mean", Buffer(zeros))
@propertyWrapper
public struct Named<Value> {
    let name: String

    /// The member.
    public let wrappedValue: Value

    /// Names `value` in paths; an empty name lets its own members stand in this module.
    public init(_ name: String, _ value: Value) {
        self.wrappedValue = value
        self.name = name
    }
}

/// A member of a module.
public enum ModuleMember {
    /// A trained tensor.
    case parameter(Parameter)

    /// A tensor that is saved but not trained.
    case buffer(Buffer)

    /// A part.
    case module(any Module)

    /// Something that holds modules or parameters but gives them no path that lasts, with the reason.
    /// A network that has one is refused.
    case unreachable(reason: String)
}

extension Module {
    /// Those of the stored properties.
    public var members: [(name: String, member: ModuleMember)] { reflectedMembers }

    /// Finds the weights whose output channels are the outputs of this module: those that it, or the
    /// last of its members that has any, names as ``OutputNaming``, otherwise the weight matrix that is
    /// declared last.
    public func findOutputWeights() -> [Parameter] {
        var above: [ObjectIdentifier] = []
        return findOutputWeights(below: &above)
    }

    private func findOutputWeights(below above: inout [ObjectIdentifier]) -> [Parameter] {
        if let naming = self as? any OutputNaming { return naming.outputWeights }
        guard !above.contains(ObjectIdentifier(self)) else { return [] }
        above.append(ObjectIdentifier(self))
        defer { above.removeLast() }
        for (_, member) in members.reversed() {
            switch member {
            case .parameter(let parameter) where parameter.makesOutputs: return [parameter]
            case .module(let module):
                let found = module.findOutputWeights(below: &above)
                if !found.isEmpty { return found }
            case .parameter, .buffer, .unreachable: continue
            }
        }
        return []
    }

    /// Calls `visit` with the path of every module below this one, this one first.
    func forEachModule(path: String = "", _ visit: (String, any Module) throws -> Void) rethrows {
        var above: [ObjectIdentifier] = []
        try forEachModule(path, below: &above, visit)
    }

    private func forEachModule(
        _ path: String, below above: inout [ObjectIdentifier],
        _ visit: (String, any Module) throws -> Void
    ) rethrows {
        // A part that knows its whole, or one of the parts around it, does not contain it.
        guard !above.contains(ObjectIdentifier(self)) else { return }
        above.append(ObjectIdentifier(self))
        defer { above.removeLast() }
        try visit(path, self)
        for (name, member) in members {
            guard case .module(let module) = member else { continue }
            try module.forEachModule(path.appendingMember(name), below: &above, visit)
        }
    }

    /// Refuses a network with members that no path leads to: they would be neither trained nor saved.
    ///
    /// - Throws: ``LayerError/unreachableMember(path:reason:)``
    public func checkMembers() throws {
        try forEachModule { path, module in
            for (name, member) in module.members {
                guard case .unreachable(let reason) = member else { continue }
                throw LayerError.unreachableMember(
                    path: path.appendingMember(name), reason: reason)
            }
        }
    }
}

extension Parameter {
    /// Whether the values can be the weights of outputs.
    fileprivate var makesOutputs: Bool {
        switch kind {
        case .convolution, .transposedConvolution, .linear, .other: tensor.shape.count >= 2
        case .embedding, .bias, .scale: false
        }
    }
}

extension String {
    /// This path with one more component.
    func appendingMember(_ name: String) -> String {
        isEmpty ? name : name.isEmpty ? self : self + "." + name
    }
}
