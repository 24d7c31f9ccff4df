/// The allocations of this package by their names in recipes and files.
public enum Allocations {
    /// What ``named(_:)`` takes.
    public static let names = all.map(\.description)

    private static let all: [any Allocation] = [
        GlobalMagnitudeAllocation(), UniformAllocation(), ERKAllocation(), ExplicitAllocation([]),
    ]

    /// Returns the allocation called `name`.
    ///
    /// - Throws: ``PruningError/unknownName(_:kind:known:)``
    public static func named(_ name: String) throws -> any Allocation {
        guard let allocation = all.first(where: { $0.description == name }) else {
            throw PruningError.unknownName(name, kind: "allocation", known: names)
        }
        return allocation
    }
}
