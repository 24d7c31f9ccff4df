import ArgumentParser

/// Reads whole numbers as options list them: "4", "1,2,4" or "1-4".
///
/// - Parameters:
///   - text: The value of the option.
///   - option: The option, for errors.
/// - Returns: The numbers in their order, each in 1...4096.
/// - Throws: `ValidationError` for anything else.
func countList(_ text: String, of option: String) throws -> [Int] {
    try text.split(separator: ",", omittingEmptySubsequences: false).flatMap { part in
        let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            .map { Int($0) }
        guard let first = ends[0], let last = ends[ends.count - 1], first <= last else {
            throw ValidationError("\(option) is '\(text)'; it must be like 4, 1,2,4 or 1-4")
        }
        for count in [first, last] where !(1...4096).contains(count) {
            throw ValidationError("\(option) is \(count); it must be in 1...4096")
        }
        return Array(first...last)
    }
}
