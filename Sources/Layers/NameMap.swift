/// A rule that turns the names of a file's tensors into those of a network.
///
///     let map = NameMap.removingPrefix("bert.").then(.oldLayerNorm)
///     try network.load(StateDictionary(path: path).renamed(by: map))
public struct NameMap: Sendable {
    private let rule: @Sendable (String) -> String?

    /// Makes a rule of a function.
    ///
    /// - Parameter rule: Returns the new name for an old one; `nil` to leave the tensor out.
    public init(_ rule: @escaping @Sendable (String) -> String?) { self.rule = rule }

    /// Returns the new name for `name`; `nil` if the tensor is left out.
    public func callAsFunction(_ name: String) -> String? { rule(name) }

    /// Returns a rule that applies this one and then `next` to what comes out.
    public func then(_ next: NameMap) -> NameMap {
        NameMap { rule($0).flatMap(next.rule) }
    }

    /// Puts `new` in the place of `old` where a name starts with it; other names stay.
    ///
    /// - Parameters:
    ///   - old: What a name may start with, such as `features.`.
    ///   - new: What it is to start with instead.
    /// - Returns: The rule.
    public static func renamingPrefix(_ old: String, to new: String) -> NameMap {
        NameMap { $0.hasPrefix(old) ? new + $0.dropFirst(old.count) : $0 }
    }

    /// Removes `prefix` where a name starts with it; other names stay.
    public static func removingPrefix(_ prefix: String) -> NameMap {
        renamingPrefix(prefix, to: "")
    }

    /// Calls a layer's `gamma` and `beta` `weight` and `bias`: BERT's first files, made from
    /// TensorFlow's, name those of layer normalization so.
    public static let oldLayerNorm = NameMap { name in
        for (old, new) in [("gamma", "weight"), ("beta", "bias")] {
            if name == old || name.hasSuffix("." + old) { return name.dropLast(old.count) + new }
        }
        return name
    }
}
