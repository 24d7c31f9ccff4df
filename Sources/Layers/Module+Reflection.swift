extension Module {
    /// The members that the stored properties make, in the order of their declaration, those of
    /// superclasses first.
    var reflectedMembers: [(name: String, member: ModuleMember)] {
        var mirrors: [Mirror] = []
        var next: Mirror? = Mirror(reflecting: self)
        while let mirror = next {
            mirrors.insert(mirror, at: 0)
            next = mirror.superclassMirror
        }
        return mirrors.flatMap(\.children).flatMap { child in
            child.label.map { Reflection.members(ofProperty: $0, child.value) } ?? []
        }
    }
}

private protocol NamedMember {
    var name: String { get }
    var value: Any { get }
}

extension Named: NamedMember {
    fileprivate var value: Any { wrappedValue }
}

private protocol OptionalValue {
    static var wrapped: Any.Type { get }
}

extension Optional: OptionalValue {
    fileprivate static var wrapped: Any.Type { Wrapped.self }
}

private protocol ListValue {
    static var element: Any.Type { get }
}

extension Array: ListValue {
    fileprivate static var element: Any.Type { Element.self }
}

/// Finds modules, parameters and buffers in the values of stored properties.
private enum Reflection {
    typealias Members = [(name: String, member: ModuleMember)]

    private static let lazyPrefix = "$__lazy_storage_$_"

    static func members(ofProperty label: String, _ value: Any) -> Members {
        if let named = value as? any NamedMember { return members(called: named.name, named.value) }
        guard label.hasPrefix(lazyPrefix) else {
            guard let wrapped = unwrapped(value, of: label) else {
                return members(called: label, value)
            }
            return members(called: String(label.dropFirst()), wrapped)
        }
        let name = String(label.dropFirst(lazyPrefix.count))
        guard let optional = type(of: value) as? any OptionalValue.Type,
            Mirror(reflecting: value).children.isEmpty
        else { return members(called: name, value) }
        return holdsMembers(optional.wrapped)
            ? refusal(name, "it is lazy and has no value yet; it must have one from the beginning")
            : []
    }

    /// What a property wrapper that is not ``Named`` holds: its storage is `_name`, with the member
    /// `wrappedValue`; `nil` for other properties.
    private static func unwrapped(_ value: Any, of label: String) -> Any? {
        guard label.hasPrefix("_") else { return nil }
        return Mirror(reflecting: value).children.first { $0.label == "wrappedValue" }?.value
    }

    /// The members in `value` under `name`; none in numbers, texts, functions and other classes.
    static func members(called name: String, _ value: Any) -> Members {
        switch value {
        case let parameter as Parameter: return [(name, .parameter(parameter))]
        case let buffer as Buffer: return [(name, .buffer(buffer))]
        case let module as any Module: return [(name, .module(module))]
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            return mirror.children.first.map { members(called: name, $0.value) } ?? []
        case .collection:
            return elements(of: mirror, type(of: value)).enumerated().flatMap {
                members(called: name.appendingMember("\($0)"), $1)
            }
        case .dictionary: return entries(of: mirror, called: name)
        case .set:
            let isNeeded = mirror.children.contains { holdsMembers($0.value) }
            return isNeeded ? refusal(name, "a set has no order; an array must hold it") : []
        case .tuple, .struct, .enum:
            return mirror.children.flatMap { label, value in
                members(called: name.appendingMember(component(label)), value)
            }
        case .class:
            let isNeeded = mirror.children.contains { isMember($0.value) }
            return isNeeded
                ? refusal(name, "the class \(mirror.subjectType) is no module, but holds one") : []
        default: return []
        }
    }

    /// The elements of a list; none where their type can hold no members, so that long lists of
    /// numbers are not looked at one by one.
    private static func elements(of mirror: Mirror, _ type: Any.Type) -> [Any] {
        if let list = type as? any ListValue.Type, isPlain(list.element) { return [] }
        return mirror.children.map(\.value)
    }

    private static func entries(of mirror: Mirror, called name: String) -> Members {
        let pairs = mirror.children.map { entry in
            Mirror(reflecting: entry.value).children.map(\.value)
        }.filter { $0.count == 2 && holdsMembers($0[1]) }
        let texts = pairs.compactMap { pair in (pair[0] as? String).map { ($0, pair[1]) } }
        guard texts.count == pairs.count else {
            let found = pairs.first.map { "\(type(of: $0[0]))" } ?? ""
            return refusal(name, "its keys are of type \(found); they must be texts")
        }
        if let wrong = texts.first(where: { $0.0.isEmpty || $0.0.contains(".") }) {
            return refusal(
                name, "it has the key '\(wrong.0)'; keys must not be empty or have a dot")
        }
        return texts.sorted { $0.0 < $1.0 }.flatMap {
            members(called: name.appendingMember($0.0), $0.1)
        }
    }

    private static func refusal(_ name: String, _ reason: String) -> Members {
        [(name, .unreachable(reason: reason))]
    }

    /// A label as a component of a path: that of an unlabelled element of a tuple is `.0`.
    private static func component(_ label: String?) -> String {
        String((label ?? "").drop { $0 == "." })
    }

    private static func isMember(_ value: Any) -> Bool {
        value is Parameter || value is Buffer || value is any Module
    }

    private static func holdsMembers(_ value: Any) -> Bool {
        !members(called: "", value).isEmpty
    }

    /// Whether values of `type` are members, or lists or optionals of members.
    private static func holdsMembers(_ type: Any.Type) -> Bool {
        if type is any Module.Type || type == (any Module).self || type == (any Layer).self
            || type == Parameter.self || type == Buffer.self
        {
            return true
        }
        if let optional = type as? any OptionalValue.Type { return holdsMembers(optional.wrapped) }
        if let list = type as? any ListValue.Type { return holdsMembers(list.element) }
        return false
    }

    private static func isPlain(_ type: Any.Type) -> Bool {
        type is any Numeric.Type || type == Bool.self || type == String.self
    }
}
