/// Finds the name that a mistyped one was probably meant to be.
package enum NearestName {
    /// The nearest of `names` by edits of single letters; `nil` if none is near.
    package static func of(_ name: String, among names: [String]) -> String? {
        let limit = max(2, name.count / 3)
        let nearest = names.map { ($0, distance(name.lowercased(), $0.lowercased())) }
            .min { $0.1 < $1.1 }
        return nearest.flatMap { $0.1 <= limit ? $0.0 : nil }
    }

    /// The Levenshtein distance: the fewest insertions, deletions and replacements of a letter.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in right.indices {
                let replaced = diagonal + (letter == right[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
