import Foundation

/// A pattern for the paths of parameters, such as `layer1.*.weight`.
///
/// `*` stands for any characters, dots included, `?` for any single one, and `[abc]` for one of
/// those in brackets; everything else stands for itself. A pattern matches a path as a whole, or the
/// path of the module that the parameter belongs to: `fc` and `fc.weight` both match `fc.weight`.
public struct PathGlob: Equatable, Sendable, CustomStringConvertible {
    /// The pattern.
    public let description: String

    /// Creates a pattern; every text is one.
    public init(_ pattern: String) {
        description = pattern
    }

    /// Whether the pattern matches `path`, or the path without its last component.
    public func matches(_ path: String) -> Bool {
        let module = path.lastIndex(of: ".").map { String(path[..<$0]) }
        return matchesExactly(path) || (module.map(matchesExactly) ?? false)
    }

    private func matchesExactly(_ text: String) -> Bool {
        fnmatch(description, text, FNM_NOESCAPE) == 0
    }
}

extension PathGlob: ExpressibleByStringLiteral {
    /// Creates a pattern; every text is one.
    public init(stringLiteral pattern: String) {
        self.init(pattern)
    }
}
