// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Fuzzing",
    platforms: [.macOS(.v14)],
    dependencies: [
        .package(name: "pdp", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .executableTarget(
            name: "pdp-fuzz",
            dependencies: [
                .product(name: "Graphs", package: "pdp"),
                .product(name: "Pruning", package: "pdp"),
                .product(name: "SparseInference", package: "pdp"),
                .product(name: "TensorFiles", package: "pdp"),
                .product(name: "Training", package: "pdp"),
                .product(name: "Experiments", package: "pdp"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ])
    ]
)
