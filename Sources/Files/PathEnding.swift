extension String {
    /// Whether a path ends with an ending such as ".onnx", in capitals or not: systems that ignore case
    /// write either.
    ///
    /// - Parameter ending: Small letters with a point before them.
    /// - Returns: Whether it does.
    public func hasEnding(_ ending: String) -> Bool { lowercased().hasSuffix(ending) }
}
