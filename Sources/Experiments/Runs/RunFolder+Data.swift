import Files
import Foundation
public import Reports

extension RunFolder {
    /// Refuses data that are not those of the run here, finished or not.
    ///
    /// - Parameter data: What the run would go on with; `nil` where it is not known.
    /// - Returns: Whether the run says what its data were; `true` where there is no run.
    /// - Throws: ``RunError/differentData(folder:found:needed:difference:)``.
    @discardableResult
    public func checkData(_ data: DataIdentity?) throws -> Bool {
        let files = FileManager.default
        guard files.fileExists(atPath: summary) || hasCheckpoint else { return true }
        let known = files.fileExists(atPath: summary) ? dataOfSummary : dataOfCheckpoint
        try check(known, against: data)
        return known != nil
    }

    /// Refuses `found` where it is known to differ from `needed`, the data of the run here.
    func check(_ needed: DataIdentity?, against found: DataIdentity?) throws {
        guard let needed, let found, let difference = found.difference(from: needed) else { return }
        throw RunError.differentData(
            folder: path, found: "\(found)", needed: "\(needed)", difference: difference)
    }

    /// What the summary says; nothing where it cannot be read, as reading its outcome will tell.
    private var dataOfSummary: DataIdentity? {
        guard let bytes = try? readFile(at: summary) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return (try? RecordText.record(RunSummary.self, from: text))?.dataIdentity
    }

    /// What the last checkpoint that can be read says; nothing where none can, as resuming will tell.
    private var dataOfCheckpoint: DataIdentity? {
        checkpoints.all.lazy.compactMap(CheckpointFolder.position).first?.data
    }
}
