/// The methods of this package by their names in recipes and files.
public enum PruningMethods {
    /// Every method.
    public static let all: [MethodDescription] = [
        .pdp, .gradualMagnitude, .oneShotMagnitude, .ste, .dpf, .str, .cs, .optG, .acdc, .rigL,
        .graNet, .srSTE, .movement, .softMovement, .l2Norm, .fpgm, .networkSlimming,
    ]

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
