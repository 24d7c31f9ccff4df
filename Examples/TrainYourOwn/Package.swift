// swift-tools-version: 6.2
import PackageDescription

// The address is that of the repository; 'Scripts/examples' puts a copy in its place. `LIBTORCH` names
// the folder of an installed torch when the package is built.
let package = Package(
    name: "TrainYourOwn",
    platforms: [.macOS(.v14)],
    dependencies: [.package(url: "https://example.org/pdp.git", from: "0.1.0")],
    targets: [
        .executableTarget(
            name: "TrainYourOwn",
            dependencies: [
                .product(name: "Pruning", package: "pdp"),
                .product(name: "Sparsity", package: "pdp"),
            ])
    ]
)
