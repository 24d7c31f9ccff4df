import ArgumentParser

/// A reader of outside input.
enum Reader: String, CaseIterable, ExpressibleByArgument, Codable {
    case safetensors
    case compressed
    case pyTorch = "pytorch"
    case shardIndex = "shard-index"
    case onnx
    case runtime
    case prepared
    case besideWeights = "beside-weights"
    case idx
    case cifar10
    case cifarPython = "cifar-python"
    case emnist
    case qmnist
    case jpeg
    case png
    case webP = "webp"
    case bmp
    case tiff
    case ppm
    case text
    case table
    case vocabulary
    case recipe

    /// How its inputs are made and read.
    func target(in folder: String, repository: Repository) throws -> any FuzzTarget {
        switch self {
        case .safetensors: try SafetensorsTarget(in: folder)
        case .compressed: try CompressedTarget(in: folder)
        case .pyTorch: try PyTorchTarget(in: folder, repository: repository)
        case .shardIndex: try ShardIndexTarget(in: folder)
        case .onnx: try ONNXTarget(in: folder, repository: repository)
        case .runtime: try RuntimeTarget(in: folder, repository: repository)
        case .prepared: try PreparedTarget(in: folder, repository: repository)
        case .besideWeights: BesideWeightsTarget()
        case .idx: try IDXTarget(in: folder)
        case .cifar10: try CIFAR10Target(in: folder)
        case .cifarPython: try CIFARPythonTarget(in: folder, repository: repository)
        case .emnist: try MNISTRelativeTarget(.emnist, in: folder)
        case .qmnist: try MNISTRelativeTarget(.qmnist, in: folder)
        case .jpeg: try ImageTarget(fileExtension: "jpg", in: folder, repository: repository)
        case .png: try ImageTarget(fileExtension: "png", in: folder, repository: repository)
        case .webP: try ImageTarget(fileExtension: "webp", in: folder, repository: repository)
        case .bmp: try ImageTarget(fileExtension: "bmp", in: folder, repository: repository)
        case .tiff: try ImageTarget(fileExtension: "tif", in: folder, repository: repository)
        case .ppm: try ImageTarget(fileExtension: "ppm", in: folder, repository: repository)
        case .text: TextTarget(in: folder)
        case .table: TableTarget(in: folder)
        case .vocabulary: VocabularyTarget(in: folder)
        case .recipe: try RecipeTarget(in: folder, repository: repository)
        }
    }
}

/// A reader and what its inputs are made of.
protocol FuzzTarget {
    var mutator: Mutator { get }

    /// Reads `input`, all of it; throws what the reader throws.
    func read(_ input: [UInt8]) throws
}
