public import Tensors

/// A part of a network: a class whose stored properties are parameters, buffers and other modules.
///
/// A property's name is its name in the path, as in PyTorch: a parameter `weight` of a module in a
/// property `conv1` has the path `conv1.weight`, and elements of arrays are numbered,
/// `blocks.0.conv1.weight`. ``Named`` gives another name where Swift's would not do.
public protocol Module: AnyObject {}

/// A module that maps one tensor to another.
public protocol Layer: Module {
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

enum Member {
    case parameter(Parameter)
    case buffer(Buffer)
    case module(any Module)
    case list([any Module])
}

private protocol NamedMember {
    var members: [(name: String, member: Member)] { get }
}

extension Named: NamedMember {
    fileprivate var members: [(name: String, member: Member)] {
        Member.members(called: name, in: wrappedValue)
    }
}

extension Member {
    /// The members that a property makes: a list of parameters makes one for each.
    static func members<Value>(
        called name: String, in value: Value
    ) -> [(name: String, member: Member)] {
        if let parameters = value as? [Parameter] {
            return parameters.enumerated().map {
                (name.appendingMember("\($0)"), .parameter($1))
            }
        }
        return Member(of: value).map { [(name, $0)] } ?? []
    }

    private init?<Value>(of value: Value) {
        switch value {
        case let parameter as Parameter: self = .parameter(parameter)
        case let buffer as Buffer: self = .buffer(buffer)
        case let module as any Module: self = .module(module)
        case let list as [any Module]: self = .list(list)
        default: return nil
        }
    }
}

extension Module {
    /// The members in the order of their declaration, those of superclasses first.
    var members: [(name: String, member: Member)] {
        var mirrors: [Mirror] = []
        var next: Mirror? = Mirror(reflecting: self)
        while let mirror = next {
            mirrors.insert(mirror, at: 0)
            next = mirror.superclassMirror
        }
        return mirrors.flatMap(\.children).flatMap { child -> [(name: String, member: Member)] in
            if let named = child.value as? any NamedMember {
                return named.members
            }
            return child.label.map { Member.members(called: $0, in: child.value) } ?? []
        }
    }

    /// Calls `visit` with the path of every module below this one, this one first.
    func forEachModule(path: String = "", _ visit: (String, any Module) throws -> Void) rethrows {
        try visit(path, self)
        for (name, member) in members {
            switch member {
            case .module(let module):
                try module.forEachModule(path: path.appendingMember(name), visit)
            case .list(let modules):
                for (index, module) in modules.enumerated() {
                    try module.forEachModule(
                        path: path.appendingMember(name).appendingMember("\(index)"), visit)
                }
            case .parameter, .buffer:
                break
            }
        }
    }
}

extension String {
    /// This path with one more component.
    func appendingMember(_ name: String) -> String {
        isEmpty ? name : name.isEmpty ? self : self + "." + name
    }
}
