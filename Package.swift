// swift-tools-version: 6.2
import Foundation
import PackageDescription

// LibTorch comes from `$LIBTORCH`, else from the link `.libtorch` that `Scripts/setup` makes.
let packageFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
let libTorch = Context.environment["LIBTORCH"] ?? packageFolder + "/.libtorch"
let hasCUDA = FileManager.default.fileExists(atPath: libTorch + "/lib/libtorch_cuda.so")

if !FileManager.default.fileExists(atPath: libTorch + "/include/ATen/core/Tensor.h") {
    fatalError("LibTorch was not found in '\(libTorch)': run Scripts/setup, or set LIBTORCH")
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
#else
    let vectorFlags: [String] = []
#endif

let package = Package(
    name: "pdp",
    platforms: [.macOS(.v14)],
    products: [
        .executable(name: "pdp", targets: ["pdp"]),
        .library(name: "Kernels", targets: ["Kernels"]),
        .library(name: "Pruning", targets: ["Pruning", "Layers", "Tensors"]),
        .library(name: "Training", targets: ["Training", "Models", "Datasets", "Reports"]),
        .library(name: "Safetensors", targets: ["Safetensors"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(
            name: "CTorch",
            cxxSettings: [
                .unsafeFlags(["-isystem", libTorch + "/include", "-Wall", "-Wextra", "-Werror"])
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
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
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
        .target(name: "Files", swiftSettings: strict),
        .target(name: "Safetensors", dependencies: ["Files"], swiftSettings: strict),
        .target(
            name: "PyTorchFiles", dependencies: ["Files", "Safetensors"], swiftSettings: strict),
        .target(name: "Kernels", swiftSettings: strict + [.unsafeFlags(vectorFlags)]),
        .target(name: "Tensors", dependencies: ["CTorch"], swiftSettings: strict),
        .target(
            name: "Layers", dependencies: ["Tensors", "Safetensors", "PyTorchFiles", "Files"],
            swiftSettings: strict),
        .target(
            name: "Pruning", dependencies: ["Layers", "Tensors", "Kernels"],
            swiftSettings: strict),
        .target(
            name: "Datasets", dependencies: ["Files", "CZlib", "CImageCodecs"],
            swiftSettings: strict),
        .target(name: "Models", dependencies: ["Layers", "Tensors"], swiftSettings: strict),
        .target(
            name: "Training",
            dependencies: [
                "Pruning", "Layers", "Tensors", "Datasets", "Models", "Reports", "Safetensors",
                "Files", "Yams",
            ],
            swiftSettings: strict),
        .target(name: "Reports", swiftSettings: strict),
        .executableTarget(
            name: "pdp",
            dependencies: [
                "Training", "Reports", "Models", "Datasets", "Pruning", "Layers", "Tensors",
                "PyTorchFiles", "Safetensors", "Files",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"), "Yams",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "PruneYourNetwork",
            dependencies: ["Training", "Datasets", "Pruning", "Layers", "Tensors"],
            path: "Examples/PruneYourNetwork", swiftSettings: strict),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SafetensorsTests", dependencies: ["Safetensors", "Files", "TestSupport"],
            exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "PyTorchFilesTests",
            dependencies: ["PyTorchFiles", "Safetensors", "Files", "TestSupport"],
            exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "KernelsTests", dependencies: ["Kernels", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "TensorsTests", dependencies: ["Tensors", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "LayersTests",
            dependencies: [
                "Layers", "Tensors", "Safetensors", "PyTorchFiles", "Files", "TestSupport",
            ],
            exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "PruningTests", dependencies: ["Pruning", "Layers", "Tensors", "Kernels"],
            exclude: ["Golden"],
            swiftSettings: strict),
        .testTarget(
            name: "ModelsTests", dependencies: ["Models", "Layers", "Tensors", "Safetensors"],
            exclude: ["Golden"],
            swiftSettings: strict),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "Files", "CZlib", "TestSupport"],
            exclude: ["Golden", "Folders/Golden"], swiftSettings: strict),
        .testTarget(
            name: "TrainingTests",
            dependencies: [
                "Training", "Models", "Datasets", "Pruning", "Layers", "Tensors", "Safetensors",
                "Reports", "Files", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "ReportsTests", dependencies: ["Reports"], swiftSettings: strict),
        .testTarget(
            name: "CommandTests", dependencies: ["pdp", "Safetensors", "Files", "TestSupport"],
            swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx20
)
