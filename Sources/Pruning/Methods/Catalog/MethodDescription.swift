public import Layers

/// A method that can be made by name.
public struct MethodDescription: Sendable {
    /// The name in recipes and files.
    public let name: String

    /// One line for people.
    public let summary: String

    /// The patterns that the method can prune with.
    public let patterns: [PatternFamily]

    /// The numbers that the method can be given.
    public let options: [MethodOption]

    private let defaults: MethodDefaults
    private let channelDefaults: MethodDefaults?
    private let build: @Sendable (MethodSettings) throws -> any PruningMethod

    /// Describes a method.
    ///
    /// - Parameters:
    ///   - name: The name in recipes and files.
    ///   - summary: One line for people.
    ///   - patterns: The patterns that the method can prune with.
    ///   - options: The numbers that the method can be given.
    ///   - defaults: How the method is run where nothing else is said.
    ///   - channelDefaults: How it is run for channels, if differently.
    ///   - build: Makes the method from checked settings.
    public init(
        _ name: String, _ summary: String, patterns: [PatternFamily] = PatternFamily.allCases,
        options: [MethodOption] = [], defaults: MethodDefaults = MethodDefaults(),
        channelDefaults: MethodDefaults? = nil,
        build: @escaping @Sendable (MethodSettings) throws -> any PruningMethod
    ) {
        self.name = name
        self.summary = summary
        self.patterns = patterns
        self.options = options
        self.defaults = defaults
        self.channelDefaults = channelDefaults
        self.build = build
    }

    /// How the method is run for `pattern` where nothing else is said.
    public func defaults(for pattern: any Pattern) -> MethodDefaults {
        var found = pattern.family == .channels ? channelDefaults ?? defaults : defaults
        // A pattern that says the zeros of each layer leaves nothing to share out.
        if pattern.sparsity != nil { found.reallocation = .never }
        return found
    }

    /// Makes the method.
    ///
    /// - Parameters:
    ///   - values: Options by name; the others have their defaults.
    ///   - run: What the method is made for.
    /// - Returns: A method that has not been attached to anything.
    /// - Throws: ``PruningError`` if an option is unknown or out of range, or the method does not
    ///   fit the pattern or the network.
    public func make(options values: [String: Double] = [:], for run: MethodRun) throws
        -> any PruningMethod
    {
        try check(run.pattern)
        try check(options: values)
        return try build(MethodSettings(values: values, run: run))
    }

    /// Checks that the method can prune with `pattern`.
    ///
    /// - Throws: ``PruningError/unsupportedPattern(_:method:allowed:)`` if not.
    public func check(_ pattern: any Pattern) throws {
        if let family = pattern.family, !patterns.contains(family) {
            throw PruningError.unsupportedPattern(
                pattern.description, method: name, allowed: patterns)
        }
    }

    /// Checks the names and the ranges of options.
    ///
    /// - Throws: ``PruningError/unknownOption(_:method:nearest:known:)`` or
    ///   ``PruningError/invalidOption(name:method:found:allowed:)``.
    public func check(options values: [String: Double]) throws {
        for (found, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let option = options.first(where: { $0.name == found }) else {
                let known = options.map(\.name)
                throw PruningError.unknownOption(
                    found, method: name, nearest: NearestName.of(found, among: known),
                    known: known)
            }
            _ = try option.checked(value, of: name)
        }
    }
}

/// The training run that a method is made for.
public struct MethodRun {
    /// What is pruned.
    public let network: any Module

    /// What is pruned together.
    public let pattern: any Pattern

    /// The share of zeros wanted.
    public let sparsity: Double

    /// The number of epochs of the whole run.
    public let epochCount: Int

    /// The epoch, counted from 0, in which the masks are fixed; `nil` if they never are.
    public let freezeEpoch: Int?

    /// When the zeros are shared out again.
    public let reallocation: Reallocation

    /// Describes a run.
    public init(
        network: any Module, pattern: any Pattern, sparsity: Double = 0.9, epochCount: Int,
        freezeEpoch: Int? = nil, reallocation: Reallocation = .never
    ) {
        self.reallocation = reallocation
        self.sparsity = pattern.sparsity ?? sparsity
        self.freezeEpoch = freezeEpoch
        self.network = network
        self.pattern = pattern
        self.epochCount = epochCount
    }
}

/// The options that were given to a method, checked, and its run.
public struct MethodSettings {
    let values: [String: Double]

    /// What the method is made for.
    public let run: MethodRun

    /// The value given; `nil` where none was and the option has no default.
    public func given(_ option: MethodOption) -> Double? {
        values[option.name] ?? option.defaultValue
    }

    /// The value given, or the default that the option has.
    public subscript(option: MethodOption) -> Double {
        guard let value = given(option) else {
            preconditionFailure("option '\(option.name)' has no default")
        }
        return value
    }
}
