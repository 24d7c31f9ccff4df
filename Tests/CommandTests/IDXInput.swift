/// Folders of IDX files that cannot be used, and what the command says of them.
enum IDXInput {
    typealias Case = CommandTests.BadInputTests.Case

    static let cases = [
        Case(command, 66, "data folder 'data' does not exist", files: recipe),
        Case(
            "prune r.yaml --data r.yaml --out out", 66,
            "'r.yaml' is a file; the data must be given as a folder", files: recipe),
        Case(
            command, 66,
            "'data' holds neither IDX files (train-images-idx3-ubyte) "
                + "nor batches of CIFAR (data_batch_1.bin, train.bin) nor image folders (train and val) "
                + "nor sentences (train.tsv and dev.tsv)",
            files: recipe.merging(["data/notes.txt": []]) { $1 }),
        Case(
            command, 66,
            "data folder 'data' lacks a file; it must hold "
                + "'train-labels-idx1-ubyte', 'train-labels-idx1-ubyte.gz', "
                + "'train-labels.idx1-ubyte' or 'train-labels.idx1-ubyte.gz'",
            files: with(labels: nil)),
        Case(
            command, 65, "'\(images)' is cut short: it holds 27 of the 28 bytes that it must hold",
            files: with(images: idx(0x803, [2, 2, 3], Array(1...11)))),
        Case(
            command, 65, "'\(labels)' is cut short: it holds 6 of the 8 bytes that it must hold",
            files: with(labels: Array(idx(0x801, [2], []).prefix(6)))),
        Case(
            command, 65, "'\(images)' starts with the magic number 2049; it must start with 2051",
            files: with(images: idx(0x801, [2, 2, 3], Array(1...12)))),
        Case(
            command, 65, "label 1 of '\(labels)' is 10; it must be in 0...9",
            files: with(labels: idx(0x801, [2], [9, 10]))),
        Case(
            command, 65,
            "'\(images)' holds 2 images and '\(labels)' 3 labels; "
                + "there must be as many labels as images",
            files: with(labels: idx(0x801, [3], [1, 2, 3]))),
        Case(
            command, 65,
            "header of '\(images)' claims 16777216 × 256 × 256 values; "
                + "a file of 28 bytes cannot hold as many",
            files: with(images: idx(0x803, [1 << 24, 256, 256], Array(1...12)))),
    ]

    private static let command = "prune r.yaml --data data --out out"
    private static let images = "data/train-images-idx3-ubyte"
    private static let labels = "data/train-labels-idx1-ubyte"
    private static let recipe: [String: [UInt8]] = ["r.yaml": []]

    /// Two images of 2 × 3 pixels and their labels, unless others are given.
    private static func with(
        images imageBytes: [UInt8] = idx(0x803, [2, 2, 3], Array(1...12)),
        labels labelBytes: [UInt8]? = idx(0x801, [2], [7, 9])
    ) -> [String: [UInt8]] {
        var files = recipe
        files[images] = imageBytes
        files[labels] = labelBytes
        return files
    }

    private static func idx(_ magic: UInt32, _ sizes: [UInt32], _ values: [UInt8]) -> [UInt8] {
        ([magic] + sizes).flatMap { number in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        } + values
    }
}
