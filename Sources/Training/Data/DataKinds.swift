import Datasets
import Foundation

/// Finds out what kind of data a folder holds.
enum DataKinds {
    /// A kind, never `auto`, and why it is this one; no reason where the recipe says it.
    typealias Resolved = (kind: String, reason: String?)

    /// Finds the kind of the data that `recipe` means.
    ///
    /// - Throws: ``TrainingError/needlessData(folder:)``, ``TrainingError/unknownData(folder:)`` or
    ///   ``TrainingError/unknownSentences(folder:reason:)``, and what reading files throws.
    static func resolve(_ recipe: DataRecipe, folder: String?) throws -> Resolved {
        guard recipe.kind == "auto" else {
            if recipe.kind == "glyphs", let folder {
                throw TrainingError.needlessData(folder: folder)
            }
            return (recipe.kind, nil)
        }
        guard let folder else { return ("glyphs", "no folder was named") }
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        // The reader says what is wrong with a folder that is missing or empty.
        if names.isEmpty { return ("idx", nil) }
        if recipe.columns != nil { return ("table", "the recipe names its columns") }
        if let name = names.filter(isCIFAR10).min() { return ("cifar10", "it holds '\(name)'") }
        if let name = names.filter(isIDX).min() { return ("idx", "it holds '\(name)'") }
        if let images = images(in: folder, names: names) { return images }
        if let text = try sentences(recipe, folder: folder, names: names) { return text }
        throw TrainingError.unknownData(folder: folder)
    }

    private static func isCIFAR10(_ name: String) -> Bool {
        name.hasPrefix("data_batch_1") || name == "cifar-10-batches-bin" || name == "test_batch.bin"
    }

    private static func isIDX(_ name: String) -> Bool {
        name.contains("idx3-ubyte") && ["train", "t10k"].contains { name.hasPrefix($0) }
    }
}

extension DataKinds {
    /// Tells photographs from small images by the headers of all images of all parts, up to the first
    /// that is no small one; `nil` without folders of classes.
    private static func images(in folder: String, names: Set<String>) -> Resolved? {
        func isFolder(_ name: String) -> Bool {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(
                atPath: "\(folder)/\(name)", isDirectory: &isFolder) && isFolder.boolValue
        }
        guard ["train", "val", "test"].filter(names.contains).contains(where: isFolder) else {
            return nil
        }
        var (count, side) = (0, 0)
        for split in [DatasetSplit.test, .training] {
            guard
                let images = try? ImageFolder(path: folder, split: split, transforms: .evaluation())
            else { continue }
            for index in 0..<images.count {
                let path = images.path(at: index)
                // An image that cannot be read is left to the setting for bad images.
                guard let image = try? ImageFile(path: path) else { continue }
                guard image.width == image.height, image.width <= SmallImageFolder.usualSide,
                    count == 0 || image.width == side
                else {
                    return (
                        "folders",
                        "'\(path)' has \(image.width) × \(image.height) pixels"
                            + (count > 0 ? ", others \(side) × \(side)" : "")
                    )
                }
                (count, side) = (count + 1, image.width)
            }
        }
        guard count > 0 else { return ("folders", "it holds folders of classes") }
        return (
            "small-images",
            count == 1
                ? "the only image has \(side) × \(side) pixels"
                : "all \(count) images have \(side) × \(side) pixels"
        )
    }
}

extension DataKinds {
    /// Tells the task of sentences by the columns of all parts; `nil` without files of sentences.
    private static func sentences(
        _ recipe: DataRecipe, folder: String, names: Set<String>
    ) throws -> Resolved? {
        if names.contains("SICK.txt") { return ("sick", "it holds 'SICK.txt'") }
        if let name = names.filter({ $0.hasPrefix("snli_1.0_") && $0.hasSuffix(".jsonl") }).min() {
            return ("snli", "it holds '\(name)'")
        }
        let own = [recipe.trainingFile, recipe.testFile].compactMap { $0 }
        let tables = ["train.tsv", "dev.tsv", "dev_matched.tsv"].filter(names.contains)
        var tasks: [(file: String, task: GLUETask)] = []
        for file in own + tables where own.isEmpty || own.contains(file) {
            guard let task = try GLUE.task(ofFile: "\(folder)/\(file)") else {
                let columns = try SentenceTable.columnNames(ofFile: "\(folder)/\(file)")
                    .prefix(8).map { "'\($0)'" }.joined(separator: ", ")
                throw TrainingError.unknownSentences(
                    folder: folder,
                    reason: "the columns and labels of '\(file)' (\(columns)) are those of no task")
            }
            tasks.append((file, task))
        }
        guard let first = tasks.first else {
            let ends = [".tsv", ".csv", ".jsonl"]
            let file = names.filter { name in ends.contains { name.hasSuffix($0) } }.min()
            guard let file else { return nil }
            throw TrainingError.unknownSentences(
                folder: folder, reason: "the name '\(file)' does not tell their task")
        }
        if let other = tasks.first(where: { $0.task != first.task }) {
            throw TrainingError.unknownSentences(
                folder: folder,
                reason: "'\(first.file)' has the columns of \(first.task.rawValue) and "
                    + "'\(other.file)' those of \(other.task.rawValue)")
        }
        return (
            first.task.rawValue,
            tasks.map { "'\($0.file)'" }.joined(separator: " and ")
                + (tasks.count == 1 ? " has" : " have") + " its columns"
        )
    }
}
