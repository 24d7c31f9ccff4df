import Datasets
import Foundation

/// IDX files of images or labels, plain or compressed, beside a whole file of the other kind.
struct IDXTarget: FuzzTarget {
    let mutator: Mutator
    private let folder: String
    private let images: [UInt8]
    private let labels: [UInt8]

    private static let magicOfLabels: UInt8 = 1

    init(in folder: String) throws {
        self.folder = folder
        images = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5] + [UInt8](0..<60)
        labels = [0, 0, 8, Self.magicOfLabels, 0, 0, 0, 3, 0, 9, 4]
        mutator = Mutator(
            seeds: [images, labels, gzipped(images), gzipped(labels)],
            tokens: [[0, 0, 8, 3], [0, 0, 8, 1], [0, 0, 0x0D, 3], [0x1F, 0x8B, 8]],
            repair: { $0.starts(with: [0x1F, 0x8B]) ? $0 : gzipped($0) })
    }

    func read(_ input: [UInt8]) throws {
        let kind =
            input.starts(with: [0x1F, 0x8B]) ? input.count > 60 : input.dropFirst(3).first != 1
        try write(kind ? input : images, to: folder + "/train-images-idx3-ubyte")
        try write(kind ? labels : input, to: folder + "/train-labels-idx1-ubyte")
        _ = try IDX.readDataset(folder: folder, split: .training)
    }
}

/// Batches of CIFAR-10.
struct CIFAR10Target: FuzzTarget {
    let mutator: Mutator
    private let path: String
    private let folder: String

    init(in folder: String) throws {
        self.folder = folder
        path = folder + "/test_batch.bin"
        let record = [UInt8](repeating: 7, count: 3073)
        mutator = Mutator(
            seeds: [record, record + record], tokens: [record, [10], [255]], repair: { $0 })
    }

    func read(_ input: [UInt8]) throws {
        try write(input, to: path)
        _ = try CIFAR10.readDataset(folder: folder, split: .test)
    }
}

/// Photographs, decoded whole and at a quarter of their sides, with and without tolerance, and cut as
/// the loader of folders cuts them.
struct ImageTarget: FuzzTarget {
    let mutator: Mutator
    private let folder: String
    private let path: String

    init(fileExtension: String, in folder: String, repository: Repository) throws {
        self.folder = folder
        path = "\(folder)/class/image.\(fileExtension)"
        try FileManager.default.createDirectory(
            atPath: folder + "/class", withIntermediateDirectories: true)
        let folders = [
            "Tests/DatasetsTests/Folders/Golden", "Tests/DatasetsTests/Folders/Golden/Formats",
            "Tests/DatasetsTests/Corpus",
        ]
        let seeds = try folders.flatMap {
            try repository.files(in: $0, ending: ["." + fileExtension])
        }
        let tokens = Self.tokens[fileExtension] ?? []
        mutator =
            fileExtension == "png"
            ? Mutator(seeds: seeds, tokens: tokens, repair: repairedPNG)
            : Mutator(seeds: seeds, tokens: tokens, repair: { $0 })
    }

    /// What files of each kind are made of.
    private static let tokens: [String: [[UInt8]]] = [
        "jpg": (0xC0...0xFE).map { [0xFF, $0] },
        "png": words(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "iCCP", "zTXt", "acTL"]),
        "webp": words(["RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]),
        "bmp": [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80], [12, 0, 0, 0], [0, 1], [0, 2]],
        "tif": (0..<16).map { [$0, 1] } + [[0xFF, 0xFF, 0xFF, 0xFF], [0x44, 1], [7, 0]],
        "ppm": words(["P2", "P3", "P5", "P6", "#", "\n", " 65535 ", "99999999999", "-1"]),
    ]

    private static func words(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    func read(_ input: [UInt8]) throws {
        let tolerant = DecodingOptions(acceptsDamage: true)
        _ = try? ImageFile(bytes: input, name: "image", options: tolerant).decode()
        let file = try ImageFile(bytes: input, name: "image")
        _ = try file.decode(minimumWidth: file.width / 4 + 1, minimumHeight: file.height / 4 + 1)
        _ = try file.decode()
        try write(input, to: path)
        for transforms in [ImageTransforms.training(size: 16), .evaluation(size: 16, resizeTo: 18)]
        {
            let images = try ImageFolder(path: folder, transforms: transforms, badImages: .stop)
            var pixels = [UInt8](repeating: 0, count: images.imageShape.elementCount)
            try pixels.withUnsafeMutableBufferPointer { try images.copyPixels(at: 0, into: $0) }
        }
    }
}
