import Datasets
import Files
import Layers

/// Named arrays in files of safetensors or NumPy.
struct ArrayData: DataKind {
    let name = "arrays"
    let summary = "named arrays of any numbers, in files of safetensors or NumPy"
    let keys: Set<DataKey> = [.inputs, .targets]
    let order = 100
    let hasNamedParts = true

    func reason(in folder: UnknownFolder) throws -> String? {
        if !folder.recipe.inputs.isEmpty || !folder.recipe.targets.isEmpty {
            return "the recipe names its arrays"
        }
        func file(_ split: DatasetSplit) -> ArrayFile? {
            try? ArrayFile(ArrayFile.names[split] ?? [], in: folder.path)
        }
        guard let test = file(.test), folder.isOnlyTest || file(.training) != nil else {
            return nil
        }
        return "it holds '\(test.path.split(separator: "/").last ?? "")'"
    }

    func files(of split: DatasetSplit, in request: DataRequest) throws -> [FilePath] {
        try ArrayFile(ArrayFile.names[split] ?? [], in: request.folder).files
    }

    func validationFiles(_ name: String, in request: DataRequest) throws -> [FilePath] {
        try ArrayFile([name], in: request.folder).files
    }

    func open(_ request: DataRequest) throws -> any DataSource {
        let validation = request.recipe.validation.partName
        return try ArraySource(
            request, inputs: request.recipe.inputs, targets: request.recipe.targets
        ) { split in
            let names =
                split.map { (ArrayFile.names[$0] ?? []).filter { $0 != validation } }
                ?? [validation].compactMap(\.self)
            let file = try ArrayFile(names, in: request.folder)
            return (NamedTensors(try file.arrays()), "'\(file.path)'")
        }
    }
}
