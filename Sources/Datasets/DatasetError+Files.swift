import Files
import Foundation

extension DatasetError {
    /// What an error of opening or reading a file means for a dataset.
    init(_ error: FileError) {
        switch error {
        case .notAFile(let path, let kind):
            self = .notAFile(file: path, kind: kind.rawValue)
        case .cannotRead(let path, ENOENT):
            self = .unreadableFile(file: path, reason: "there is no such file")
        case .cannotRead(let path, _), .cannotWrite(let path, _), .cannotMakeFolder(let path, _),
            .unwritableFolder(let path, _), .notAFolder(let path, _), .cannotReplace(let path, _):
            self = .unreadableFile(file: path, reason: "it cannot be opened")
        }
    }
}
