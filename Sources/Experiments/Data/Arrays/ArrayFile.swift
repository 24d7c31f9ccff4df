import Datasets
import Files
import Foundation
import Layers
import Tensors

/// The arrays of one part of a data set: a file `train.safetensors` or `train.npz`, or a folder `train`
/// with a file `NAME.npy` for each array.
struct ArrayFile {
    /// Where the part stands.
    let path: String

    /// The files, one or several.
    let files: [FilePath]

    /// The names under which a part may stand, without endings.
    static let names: [DatasetSplit: [String]] = [
        .training: ["train", "training"], .test: ["test", "val", "valid", "validation"],
    ]

    /// The endings of files with several arrays.
    private static let endings = [".safetensors", ".npz"]

    /// Looks for a part.
    ///
    /// - Parameters:
    ///   - names: The names that it may have, the usual one first.
    ///   - folder: The folder of the data.
    /// - Throws: `DatasetError.missingFile` where none is there.
    init(_ names: [String], in folder: String) throws {
        for name in names {
            let path = folder + "/" + name
            let known =
                Self.endings.map { path + $0 }
                + (Self.endings.contains { name.hasSuffix($0) } ? [path] : [])
            if let file = known.first(where: { FileManager.default.fileExists(atPath: $0) }) {
                (self.path, files) = (file, [FilePath(file)])
                return
            }
            let members = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
                .filter { $0.hasSuffix(".npy") }.sorted()
            if !members.isEmpty {
                self.path = path
                files = members.map { FilePath(path + "/" + $0) }
                return
            }
        }
        throw DatasetError.missingFile(
            folder: folder,
            names: names.prefix(1).flatMap { name in
                Self.endings.map { name + $0 } + [name + "/NAME.npy"]
            })
    }

    /// Reads all arrays, by their names.
    ///
    /// - Throws: What reading files throws, and `LayerError` for element types that tensors do not have.
    func arrays() throws -> [(name: String, tensor: Tensor)] {
        try files.flatMap { file -> [(name: String, tensor: Tensor)] in
            let state = try StateDictionary(path: "\(file)")
            guard "\(file)".hasSuffix(".npy"), let array = state.tensors.first else {
                return state.tensors.map { ($0.name, $0.tensor) }
            }
            let name = URL(fileURLWithPath: "\(file)").deletingPathExtension().lastPathComponent
            return [(name, array.tensor)]
        }
    }
}
