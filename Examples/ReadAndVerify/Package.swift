// swift-tools-version: 6.2
import PackageDescription

// The address is that of the repository; 'Scripts/examples' puts a copy in its place.
let package = Package(
    name: "ReadAndVerify",
    platforms: [.macOS(.v14)],
    dependencies: [.package(url: "https://example.org/pdp.git", from: "0.1.0")],
    targets: [
        .executableTarget(
            name: "ReadAndVerify",
            dependencies: [
                .product(name: "Sparsity", package: "pdp"),
                .product(name: "TensorFiles", package: "pdp"),
            ])
    ]
)
