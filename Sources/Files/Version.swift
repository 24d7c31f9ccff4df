/// The version of this package.
public enum Version {
    /// The version, as in `0.1.0`.
    public static let current = "0.1.0"
}
