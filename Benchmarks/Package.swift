// swift-tools-version: 6.2
import PackageDescription

/// The processor features of the probes: those that the kernels are compiled for.
#if arch(x86_64)
    let vectorFlags = ["-Xcc", "-mavx2", "-Xcc", "-mfma"]
#else
    let vectorFlags: [String] = []
#endif

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v14)],
    dependencies: [
        .package(name: "pdp", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .target(name: "MemoryProbes", swiftSettings: [.unsafeFlags(vectorFlags)]),
        .executableTarget(
            name: "pdp-benchmark",
            dependencies: [
                "MemoryProbes",
                .product(name: "Kernels", package: "pdp"),
                .product(name: "TensorFiles", package: "pdp"),
                .product(name: "Training", package: "pdp"),
                .product(name: "Experiments", package: "pdp"),
                .product(name: "Pruning", package: "pdp"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ]
)
