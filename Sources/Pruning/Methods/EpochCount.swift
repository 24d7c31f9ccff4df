/// Returns the length of a run if there can be such a run.
///
/// - Throws: ``PruningError/invalidSetting(name:found:allowed:)`` if it is not above 0.
func checkedEpochCount(_ epochCount: Int) throws -> Int {
    guard epochCount > 0 else {
        throw PruningError.invalidSetting(
            name: "epochs", found: "\(epochCount)", allowed: "at least 1")
    }
    return epochCount
}
