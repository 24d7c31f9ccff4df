import Files
import Foundation

/// The files beside a model that hold elements of its tensors; each is mapped once.
final class ExternalFiles {
    private let path: String
    private let folder: String
    private var files: [String: MappedFile] = [:]

    /// Takes the path of the model, whose folder the others must lie in.
    init(besideModel path: String) {
        self.path = path
        folder = (path as NSString).deletingLastPathComponent
    }

    /// Finds the bytes that the entries of a tensor describe.
    func find(
        _ entries: [StringEntryMessage], byteCount: Int, _ what: String
    ) throws -> (MappedFile, Range<Int>) {
        let values = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        guard let location = values["location"], !location.isEmpty else {
            throw ModelProblem("\(what) lies in another file, but no file is named")
        }
        let parts = location.split(separator: "/", omittingEmptySubsequences: false)
        if location.hasPrefix("/") || location.contains("\\") || location.utf8.contains(0)
            || parts.contains("..")
        {
            throw ModelProblem(
                "\(what) lies in \(location.quotedOnOneLine); only files in the folder of the model are read"
            )
        }
        let file = try open(location, what)
        let offset = try number(values["offset"], what) ?? 0
        let length = try number(values["length"], what) ?? max(0, file.byteCount - offset)
        let (end, isOverflow) = offset.addingReportingOverflow(byteCount)
        if length != byteCount && values["length"] != nil || isOverflow || end > file.byteCount {
            throw ModelProblem(
                "\(what) needs \(byteCount) bytes at \(offset) of \(location.quotedOnOneLine), which says \(length) and has \(file.byteCount)"
            )
        }
        return (file, offset..<end)
    }

    private func number(_ text: String?, _ what: String) throws -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw ModelProblem(
                "\(what) lies at \(text.quotedOnOneLine) of its file; a number is needed")
        }
        return number
    }

    /// Opens a file that lies in the folder also after links are followed.
    private func open(_ location: String, _ what: String) throws -> MappedFile {
        if let file = files[location] { return file }
        let base = folder.isEmpty ? "." : folder
        let root = URL(fileURLWithPath: base).resolvingSymlinksInPath().path
        let target = URL(fileURLWithPath: "\(base)/\(location)").resolvingSymlinksInPath().path
        if !target.hasPrefix(root == "/" ? root : root + "/") {
            throw ModelProblem(
                "\(what) lies in \(location.quotedOnOneLine); only files in the folder of the model are read"
            )
        }
        guard FileManager.default.fileExists(atPath: target) else {
            throw ONNXError.malformed(
                path: path,
                problem:
                    "its weights lie in the file \(location.quotedOnOneLine), which is not beside it"
            )
        }
        let file = try MappedFile(path: target)
        files[location] = file
        return file
    }
}
