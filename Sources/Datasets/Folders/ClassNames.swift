import Files

/// The names of class folders as text, and which folder a name means.
enum ClassNames {
    /// Returns the folders' names as text, so that no two look alike: where two would, all are
    /// written in ASCII.
    static func texts(of folders: [FilePath]) -> [String] {
        let texts = folders.map(\.description)
        // Strings are equal where they look alike, whatever their bytes.
        return Set(texts).count == texts.count ? texts : folders.map(\.inASCII)
    }

    /// Returns for each folder the class that it holds.
    ///
    /// A name and a folder belong together if they have the same bytes, otherwise if they look alike
    /// and nothing else does.
    ///
    /// - Parameters:
    ///   - folders: The names of the folders.
    ///   - names: The names of the classes.
    /// - Returns: Indices into `names`; `nil` for a folder of no class.
    static func labels(of folders: [FilePath], among names: [String]) -> [Int?] {
        let places = Dictionary(
            names.enumerated().map { (Array($1.utf8), $0) }, uniquingKeysWith: { first, _ in first }
        )
        var labels = folders.map { folder in
            places[Array("\(folder)".utf8)] ?? places[Array(folder.inASCII.utf8)]
        }
        let taken = Set(labels.compactMap(\.self))
        let free = names.indices.filter { !taken.contains($0) }
        let lost = labels.indices.filter { labels[$0] == nil }
        let lookalikes = Dictionary(grouping: free) { names[$0] }
        let folderTexts = Dictionary(grouping: lost) { "\(folders[$0])" }
        for (text, places) in folderTexts where places.count == 1 && lookalikes[text]?.count == 1 {
            labels[places[0]] = lookalikes[text]?.first
        }
        return labels
    }
}
