public import Files

extension ListingReport {
    /// Tells which files of a folder are used, where a data set is a few files of known names; `nil`
    /// where the folder cannot be read.
    ///
    /// - Parameter used: The paths of the files, all in one folder, one at least.
    public init?(ofFiles used: [FilePath]) {
        let slash = UInt8(ascii: "/")
        guard let path = used.first?.bytes, let end = path.lastIndex(of: slash) else { return nil }
        let folder = FilePath(bytes: path[..<end])
        guard let entries = try? entries(of: folder) else { return nil }
        let names = Set(used.map { Array($0.bytes.split(separator: slash).last ?? []) })
        var tally = ListingTally()
        for entry in entries {
            if names.contains(entry.name.bytes) {
                tally.use(entry.name)
            } else if entry.name.isHidden || entry.name.isOfSystem {
                tally.leaveOut(entry.name, "system file")
            } else {
                tally.leaveOut(entry.name, entry.kind == .folder ? "folder" : "other file")
            }
        }
        self = tally.report(place: folder, remarks: [])
    }
}
