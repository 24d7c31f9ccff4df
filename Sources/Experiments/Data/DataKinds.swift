import Datasets
import Foundation

/// Finds out what kind of data a folder holds.
enum DataKinds {
    /// A kind, never `auto`, and why it is this one; no reason where the recipe says it.
    typealias Resolved = (kind: String, reason: String?)

    /// Finds the kind of the data that `recipe` means.
    ///
    /// - Throws: ``RunError/needlessData(folder:)``, ``RunError/unknownData(folder:)`` or
    ///   ``RunError/unknownSentences(folder:reason:)``, and what reading files throws.
    static func resolve(
        _ recipe: DataRecipe, folder: String?, isOnlyTest: Bool
    ) throws -> Resolved {
        guard recipe.kind == "auto" else {
            if recipe.kind == "glyphs", let folder {
                throw RunError.needlessData(folder: folder)
            }
            return (recipe.kind, nil)
        }
        guard let folder else { return ("glyphs", "no folder was named") }
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        // The reader says what is wrong with a folder that is missing or empty.
        if names.isEmpty { return ("idx", nil) }
        if !recipe.inputs.isEmpty || !recipe.targets.isEmpty {
            return ("arrays", "the recipe names its arrays")
        }
        if let test = try? ArrayFile(ArrayFile.names[.test] ?? [], in: folder),
            isOnlyTest || (try? ArrayFile(ArrayFile.names[.training] ?? [], in: folder)) != nil
        {
            return ("arrays", "it holds '\(test.path.split(separator: "/").last ?? "")'")
        }
        if recipe.columns != nil { return ("table", "the recipe names its columns") }
        // What keeps a folder from being one of images matters only where it holds no sentences.
        let located = Result { try DataLocation.find(in: folder, isOnlyTest: isOnlyTest) }
        if let location = try? located.get() { return images(at: location, in: folder) }
        if let text = try sentences(recipe, folder: folder, names: names) { return text }
        _ = try located.get()
        throw RunError.unknownData(folder: folder)
    }
}

extension DataKinds {
    private static func images(at location: DataLocation, in folder: String) -> Resolved {
        switch location.kind {
        case .idx: ("idx", "it holds '\(firstFile(at: location, in: folder))'")
        case .cifar10: ("cifar10", "it holds '\(firstFile(at: location, in: folder))'")
        case .cifar100: ("cifar100", "it holds '\(firstFile(at: location, in: folder))'")
        case .folders: photographsOrSmallImages(in: folder)
        }
    }

    /// The first of the files by which a data set was recognised, as it stands below the user's folder.
    private static func firstFile(at location: DataLocation, in folder: String) -> String {
        let path = "\(location.folder)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let own = names.filter { name in
            switch location.kind {
            case .idx: name.contains("idx3-ubyte")
            case .cifar10: name.hasPrefix("data_batch_1") || name.hasPrefix("test_batch")
            case .cifar100: ["train.bin", "train", "test.bin", "test"].contains(name)
            case .folders: false
            }
        }
        let below = path.hasPrefix(folder) ? path.dropFirst(folder.count).drop { $0 == "/" } : ""
        return (below.isEmpty ? "" : below + "/")
            + ((location.kind == .cifar100 ? own.max() : own.min()) ?? "")
    }

    /// Tells photographs from small images by the headers of all images of all parts, up to the first
    /// that is no small one.
    private static func photographsOrSmallImages(in folder: String) -> Resolved {
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
                throw RunError.unknownSentences(
                    folder: folder,
                    reason: "the columns and labels of '\(file)' (\(columns)) are those of no task")
            }
            tasks.append((file, task))
        }
        guard let first = tasks.first else {
            let ends = [".tsv", ".csv", ".jsonl"]
            let file = names.filter { name in ends.contains { name.hasSuffix($0) } }.min()
            guard let file else { return nil }
            throw RunError.unknownSentences(
                folder: folder, reason: "the name '\(file)' does not tell their task")
        }
        if let other = tasks.first(where: { $0.task != first.task }) {
            throw RunError.unknownSentences(
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
