// swift-tools-version: 6.2
import Foundation
import PackageDescription

// LibTorch comes from `$LIBTORCH`, else from the link `.libtorch` that `Scripts/setup` makes. Without it the package
// has its lower half alone: file formats, kernels, data sets and reports.
let libTorch = Context.environment["LIBTORCH"] ?? Context.packageDirectory + "/.libtorch"
let hasLibTorch = FileManager.default.fileExists(
    atPath: libTorch + "/include/ATen/core/Tensor.h")
let hasCUDA = FileManager.default.fileExists(atPath: libTorch + "/lib/libtorch_cuda.so")

// A package that depends on this one by its address reads this file once before there is a folder.
if !hasLibTorch, Context.packageDirectory != "/" {
    let message =
        "LibTorch was not found in '\(libTorch)', so only what needs none is built; "
        + "run Scripts/setup, or set LIBTORCH to the folder of an installed 'torch'\n"
    FileHandle.standardError.write(Data(message.utf8))
}

let cudaLinkerFlags =
    hasCUDA
    ? ["-Xlinker", "--no-as-needed", "-ltorch_cuda", "-lc10_cuda", "-Xlinker", "--as-needed"] : []

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// The processor features of the vector kernels; `Kernels` checks for them before it runs.
#if arch(x86_64)
    let vectorFlags = ["-Xcc", "-mavx2", "-Xcc", "-mfma"]
    let wideFlags =
        vectorFlags
        + ["f", "vl", "dq", "bw"].flatMap { ["-Xcc", "-mavx512\($0)"] }
        + ["-Xcc", "-mprefer-vector-width=512"]
#else
    let vectorFlags: [String] = []
    let wideFlags: [String] = []
#endif

/// Kernels for one set of instructions. They are optimised in debug builds too: those that are not are a
/// hundred times slower.
func kernels(
    _ name: String, dependencies: [Target.Dependency] = [], path: String? = nil,
    flags: [String] = [], definitions: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path,
        swiftSettings: strict + definitions.map { .define($0) } + [
            .unsafeFlags(flags), .unsafeFlags(["-O"], .when(configuration: .debug)),
        ])
}

/// The kernels of inference for one set of instructions: the same sources, behind a link for all but
/// the portable ones.
func inferenceKernels(
    _ name: String, _ folder: String, flags: [String] = [], definitions: [String] = []
) -> Target {
    kernels(
        name, dependencies: ["InferenceKernels"], path: "Sources/InferenceKernels/" + folder,
        flags: flags, definitions: definitions)
}

// MARK: What needs no LibTorch

let products: [Product] = [
    .executable(name: "pdp-run", targets: ["pdp-run"]),
    .library(name: "Kernels", targets: ["Kernels"]),
    .library(name: "TensorFiles", targets: ["TensorFiles", "Files"]),
    .library(name: "Sparsity", targets: ["Sparsity"]),
    .library(name: "Graphs", targets: ["Graphs", "ONNXFiles", "ModelFiles"]),
    .library(name: "SparseInference", targets: ["SparseInference"]),
    .library(name: "Prediction", targets: ["Prediction"]),
    .library(name: "pdp-runtime", type: .dynamic, targets: ["RuntimeInterface"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "Reports", targets: ["Reports"]),
]

let dependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
]

let targets: [Target] = [
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
        name: "CJPEG", pkgConfig: "libjpeg",
        providers: [.apt(["libjpeg62-turbo-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
        name: "CPNG", pkgConfig: "libpng",
        providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
        name: "CWebP", pkgConfig: "libwebp",
        providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
    .systemLibrary(
        name: "CTIFF", pkgConfig: "libtiff-4",
        providers: [.apt(["libtiff-dev"]), .brew(["libtiff"])]),
    .target(
        name: "CImageCodecs", dependencies: ["CJPEG", "CPNG", "CWebP", "CTIFF"],
        cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
        linkerSettings: ["jpeg", "png", "webp", "webpdemux", "tiff"].map {
            .linkedLibrary($0)
        }),
    .target(name: "Files", dependencies: ["CZlib"], swiftSettings: strict),
    .target(name: "TensorFiles", dependencies: ["Files", "CZlib"], swiftSettings: strict),
    .target(
        name: "Sparsity", dependencies: ["TensorFiles", "Reports", "Files"], swiftSettings: strict),
    .target(
        name: "ModelFiles",
        dependencies: ["ONNXFiles", "Graphs", "Sparsity", "TensorFiles", "Files"],
        swiftSettings: strict),
    .target(
        name: "FileCommands",
        dependencies: [
            "SparseInference", "InferenceKernels", "ModelFiles", "ONNXFiles", "Graphs", "Sparsity",
            "TensorFiles", "Reports", "Files",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        swiftSettings: strict),
    .executableTarget(
        name: "pdp-run",
        dependencies: [
            "FileCommands", "Files",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        swiftSettings: strict),
    .target(name: "Graphs", dependencies: ["Files"], swiftSettings: strict),
    .target(
        name: "ProtobufMessages",
        dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
        swiftSettings: strict),
    .target(
        name: "TensorBoardFiles",
        dependencies: [
            "ProtobufMessages", "CZlib",
            .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        ],
        swiftSettings: strict),
    .target(
        name: "ONNXFiles",
        dependencies: [
            "ProtobufMessages", "Graphs", "Files",
            .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        ],
        swiftSettings: strict),
    kernels("Kernels", dependencies: ["WideKernels", "Files"], flags: vectorFlags),
    kernels("WideKernels", flags: wideFlags, definitions: ["WIDE"]),
    .target(
        name: "InferenceKernels", dependencies: ["Kernels"],
        path: "Sources/InferenceKernels/Interface", swiftSettings: strict),
    inferenceKernels("PortableKernels", "Portable"),
    inferenceKernels("AVX2Kernels", "AVX2", flags: vectorFlags, definitions: ["FUSED"]),
    inferenceKernels("AVX512Kernels", "AVX512", flags: wideFlags, definitions: ["FUSED", "WIDE"]),
    .target(
        name: "SparseInference",
        dependencies: [
            "ModelFiles", "ONNXFiles", "Graphs", "TensorFiles", "Files", "InferenceKernels",
            "PortableKernels", "AVX2Kernels", "AVX512Kernels",
        ],
        swiftSettings: strict),
    .target(
        name: "Datasets", dependencies: ["TensorFiles", "Files", "CZlib", "CImageCodecs"],
        swiftSettings: strict),
    .systemLibrary(name: "CRuntime"),
    .target(
        name: "RuntimeInterface",
        dependencies: ["CRuntime", "SparseInference", "ModelFiles", "Graphs"],
        swiftSettings: strict),
    .target(
        name: "Prediction",
        dependencies: [
            "SparseInference", "Datasets", "ModelFiles", "ONNXFiles", "Graphs", "Sparsity",
            "TensorFiles", "Files",
        ],
        swiftSettings: strict),
    .target(name: "Reports", dependencies: ["Files"], swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
        name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
    .testTarget(
        name: "SafetensorsTests", dependencies: ["TensorFiles", "Files", "TestSupport"],
        exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
        name: "PyTorchFilesTests",
        dependencies: ["TensorFiles", "Files", "TestSupport"],
        exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
        name: "NumpyFilesTests",
        dependencies: ["TensorFiles", "Files", "TestSupport"],
        exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
        name: "CompressedFilesTests",
        dependencies: ["TensorFiles", "Files", "CZlib", "TestSupport"],
        swiftSettings: strict),
    .testTarget(
        name: "SparsityTests", dependencies: ["Sparsity", "TensorFiles", "Files", "TestSupport"],
        swiftSettings: strict),
    .testTarget(
        name: "GraphsTests", dependencies: ["Graphs", "TestSupport"], swiftSettings: strict),
    .testTarget(
        name: "ONNXFilesTests", dependencies: ["ONNXFiles", "Graphs", "Files", "TestSupport"],
        exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
        name: "TensorBoardFilesTests", dependencies: ["TensorBoardFiles", "TestSupport"],
        swiftSettings: strict),
    .testTarget(
        name: "KernelsTests", dependencies: ["Kernels", "TestSupport"],
        swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .testTarget(
        name: "SparseInferenceTests",
        dependencies: [
            "SparseInference", "InferenceKernels", "PortableKernels", "AVX2Kernels",
            "AVX512Kernels", "ModelFiles", "Graphs", "ONNXFiles", "TensorFiles", "Files",
            "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "DatasetsTests", dependencies: ["Datasets", "Files", "CZlib", "TestSupport"],
        exclude: ["Golden", "Folders/Golden", "CIFAR/Golden"], swiftSettings: strict),
    .testTarget(
        name: "RuntimeInterfaceTests",
        dependencies: [
            "RuntimeInterface", "CRuntime", "SparseInference", "ONNXFiles", "Graphs", "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "PredictionTests",
        dependencies: [
            "Prediction", "SparseInference", "Datasets", "ONNXFiles", "Graphs", "Sparsity",
            "TensorFiles", "Files", "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "ReportsTests", dependencies: ["Reports", "TestSupport"], swiftSettings: strict),
]

// MARK: What needs LibTorch

let trainingProducts: [Product] = [
    .executable(name: "pdp", targets: ["pdp"]),
    .library(name: "Pruning", targets: ["Pruning", "Optimization", "Layers", "Tensors"]),
    .library(
        name: "Training", targets: ["Training", "ProcessGroups", "Models", "Datasets", "Reports"]),
    .library(name: "Experiments", targets: ["Experiments", "Files"]),
    .library(name: "PDPCommands", targets: ["PDPCommands"]),
]

let trainingDependencies: [Package.Dependency] = [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
]

let trainingTargets: [Target] = [
    .target(
        name: "CTorch",
        cxxSettings: [
            .headerSearchPath("GlooDeclarations"),
            .unsafeFlags(
                [
                    "-isystem", libTorch + "/include",
                    "-isystem", libTorch + "/include/torch/csrc/api/include",
                    "-Wall", "-Wextra", "-Werror",
                ]),
        ],
        linkerSettings: [
            .unsafeFlags(
                ["-L", libTorch + "/lib", "-Xlinker", "-rpath", "-Xlinker", libTorch + "/lib"]
                    + cudaLinkerFlags),
            .linkedLibrary("torch"),
            .linkedLibrary("torch_cpu"),
            .linkedLibrary("c10"),
            .linkedLibrary("m", .when(platforms: [.linux])),
        ]),
    .target(name: "Tensors", dependencies: ["CTorch", "Files"], swiftSettings: strict),
    .target(name: "ProcessGroups", dependencies: ["Tensors", "Files"], swiftSettings: strict),
    .target(
        name: "Layers", dependencies: ["Tensors", "TensorFiles", "Kernels", "Files"],
        swiftSettings: strict),
    .target(
        name: "Optimization", dependencies: ["Layers", "Tensors", "Files"], swiftSettings: strict),
    .target(
        name: "Pruning",
        dependencies: ["Optimization", "Layers", "Tensors", "Sparsity", "Kernels", "Files"],
        swiftSettings: strict),
    .target(name: "Models", dependencies: ["Layers", "Tensors", "Files"], swiftSettings: strict),
    .target(
        name: "GraphNetworks", dependencies: ["Layers", "Tensors", "Graphs", "Files"],
        swiftSettings: strict),
    .target(
        name: "Training",
        dependencies: [
            "Pruning", "Optimization", "ProcessGroups", "Layers", "Tensors", "Datasets", "Reports",
            "Files",
        ],
        swiftSettings: strict),
    .target(
        name: "Experiments",
        dependencies: [
            "Training", "ProcessGroups", "GraphNetworks", "Graphs", "ModelFiles", "ONNXFiles",
            "TensorBoardFiles", "Pruning", "Optimization", "Layers", "Tensors", "Datasets",
            "Models",
            "Reports", "SparseInference", "InferenceKernels", "Sparsity", "TensorFiles", "Files",
            "Yams",
        ],
        swiftSettings: strict),
    .executableTarget(name: "pdp", dependencies: ["PDPCommands"], swiftSettings: strict),
    .target(
        name: "PDPCommands",
        dependencies: [
            "Experiments", "Training", "ProcessGroups", "Reports", "Models", "Datasets", "Pruning",
            "Layers", "Tensors", "Prediction", "SparseInference", "FileCommands", "Files",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        swiftSettings: strict),
    .executableTarget(
        name: "PruneYourNetwork",
        dependencies: [
            "Training", "Datasets", "Pruning", "Optimization", "Layers", "Tensors",
        ],
        path: "Examples/PruneYourNetwork", swiftSettings: strict),
    .executableTarget(
        name: "YourOwnNetwork",
        dependencies: [
            "PDPCommands", "Experiments", "Training", "Models", "Pruning", "Layers", "Tensors",
            "Datasets", "TensorFiles", "Reports", "Files",
        ],
        path: "Examples/YourOwnNetwork", exclude: ["signals.yaml"], swiftSettings: strict),
    .testTarget(
        name: "TensorsTests", dependencies: ["Tensors", "TestSupport"], swiftSettings: strict),
    .testTarget(
        name: "ProcessGroupsTests",
        dependencies: [
            "ProcessGroups", "Training", "Models", "Datasets", "Pruning", "Optimization", "Layers",
            "Tensors", "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "LayersTests",
        dependencies: [
            "Layers", "Tensors", "TensorFiles", "Files", "TestSupport",
        ],
        exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
        name: "OptimizationTests",
        dependencies: ["Optimization", "Layers", "Tensors", "TestSupport"],
        exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
        name: "PruningTests",
        dependencies: [
            "Pruning", "Optimization", "Layers", "Tensors", "Sparsity", "Kernels", "TestSupport",
        ],
        exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
        name: "ModelsTests", dependencies: ["Models", "Layers", "Tensors", "TestSupport"],
        exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
        name: "GraphNetworksTests",
        dependencies: [
            "GraphNetworks", "ONNXFiles", "Graphs", "Models", "Layers", "Tensors", "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "TrainingTests",
        dependencies: [
            "Training", "Models", "Datasets", "Pruning", "Optimization", "Layers", "Tensors",
            "Reports", "TestSupport",
        ],
        exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
        name: "ExperimentsTests",
        dependencies: [
            "Experiments", "InferenceKernels", "Graphs", "ModelFiles", "ONNXFiles",
            "TensorBoardFiles",
            "Training", "Models", "Datasets", "Pruning", "Optimization", "Layers",
            "Tensors", "Sparsity", "TensorFiles", "Reports", "Files", "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "CommandTests",
        dependencies: [
            "pdp", "pdp-run", "YourOwnNetwork", "Graphs", "ONNXFiles", "Sparsity", "TensorFiles",
            "Files", "TestSupport",
        ],
        swiftSettings: strict),
]

let package = Package(
    name: "pdp",
    platforms: [.macOS(.v14)],
    products: products + (hasLibTorch ? trainingProducts : []),
    dependencies: dependencies + (hasLibTorch ? trainingDependencies : []),
    targets: targets + (hasLibTorch ? trainingTargets : []),
    cxxLanguageStandard: .cxx20
)
