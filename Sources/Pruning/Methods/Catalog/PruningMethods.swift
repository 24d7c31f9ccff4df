import Synchronization

/// The methods by their names in recipes and files: those of this package, and those that a program has
/// added.
public enum PruningMethods {
    private static let own: [MethodDescription] = [
        .pdp, .centredPDP, .steepPDP, .gradualMagnitude, .oneShotMagnitude, .ste, .dpf, .feather,
        .st3, .spartan, .str, .cs, .optG, .acdc, .rigL, .graNet, .srSTE, .movement, .softMovement,
        .platon, .obert, .l2Norm, .fpgm, .networkSlimming,
    ]

    private static let added = Mutex<[MethodDescription]>([])

    /// Every method, those of this package first.
    public static var all: [MethodDescription] { own + added.withLock { $0 } }

    /// Makes a method of one's own known to recipes.
    ///
    /// - Throws: ``PruningError/methodExists(_:)`` if there is one of that name.
    public static func add(_ method: MethodDescription) throws {
        try added.withLock { added in
            guard !(own + added).contains(where: { $0.name == method.name }) else {
                throw PruningError.methodExists(method.name)
            }
            added.append(method)
        }
    }

    /// Returns the method called `name`.
    ///
    /// - Throws: ``PruningError/unknownMethod(_:nearest:known:)`` if there is none.
    public static func named(_ name: String) throws -> MethodDescription {
        guard let found = all.first(where: { $0.name == name }) else {
            let known = all.map(\.name)
            throw PruningError.unknownMethod(
                name, nearest: NearestName.of(name, among: known), known: known)
        }
        return found
    }
}
