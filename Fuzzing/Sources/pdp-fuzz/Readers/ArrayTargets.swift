import Datasets
import Foundation

/// Pickled batches of CIFAR-10 and CIFAR-100, and the names of their classes.
struct CIFARPythonTarget: FuzzTarget {
    let mutator: Mutator
    private let folder: String

    init(in folder: String, repository: Repository) throws {
        self.folder = folder
        mutator = Mutator(
            seeds: try repository.files(
                in: "Tests/DatasetsTests/CIFAR/Golden", ending: [".pkl"]),
            tokens: [
                "cnumpy.core.multiarray\n_reconstruct\n", "cnumpy._core.numeric\n_frombuffer\n",
                "cnumpy\ndtype\n", "cnumpy\nndarray\n", "c_codecs\nencode\n", "cposix\nsystem\n",
                "data", "labels", "fine_labels", "label_names", "u1", "i8", "latin1", "(", ")", "t",
                "R", "}", "]", "u", "s", "e", "a", "b", "q\u{0}", "h\u{0}", "0", "1", "2", ".", "U",
                "X",
            ].map { Array($0.utf8) } + [
                [0x80, 2], [0x95, 255, 0, 0, 0, 0, 0, 0, 0], [0x8A, 8], [0x8E], [0x93], [0x94],
                [0x4A, 255, 255, 255, 127], [0x54, 255, 255, 255, 127], [0x42, 255, 255, 255, 127],
                [0x85], [0x86], [0x87], [0x88], [0x89], [0x96], [0xC2, 0x80], [0xC3, 0xBF],
            ],
            repair: { $0 })
    }

    func read(_ input: [UInt8]) throws {
        var last: (any Error)?
        var isRead = false
        for attempt in [readTen, readHundred, readNames] {
            do {
                try attempt(input)
                isRead = true
            } catch {
                last = error
                try check(error)
            }
        }
        if let last, !isRead { throw last }
    }

    private func readTen(_ input: [UInt8]) throws {
        try write(input, to: folder + "/test_batch")
        _ = try CIFAR10.readDataset(folder: folder, split: .test)
    }

    private func readHundred(_ input: [UInt8]) throws {
        try write(input, to: folder + "/train")
        _ = try CIFAR100.readDataset(folder: folder, split: .training)
    }

    /// Reads the names of classes beside a whole batch.
    private func readNames(_ input: [UInt8]) throws {
        let place = folder + "/names"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
        try write(mutator.seeds[0], to: place + "/test_batch")
        try write(input, to: place + "/batches.meta")
        _ = try CIFAR10.readDataset(folder: place, split: .test)
    }
}

/// Files of EMNIST or QMNIST: images, labels or the names of classes, beside whole files of the others.
struct MNISTRelativeTarget: FuzzTarget {
    enum DataSet {
        case emnist
        case qmnist
    }

    let mutator: Mutator
    private let folder: String
    private let files: [(name: String, bytes: [UInt8])]

    init(_ dataSet: DataSet, in folder: String) throws {
        self.folder = folder
        let images = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5] + [UInt8](0..<60)
        switch dataSet {
        case .emnist:
            files = [
                ("emnist-letters-train-images-idx3-ubyte", images),
                ("emnist-letters-train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 26]),
                (
                    "emnist-letters-mapping.txt",
                    Array((1...26).map { "\($0) \(64 + $0) \(96 + $0)\n" }.joined().utf8)
                ),
            ]
        case .qmnist:
            let rows = [0, 1, 2].flatMap { row -> [UInt8] in [0, 0, 0, row, 0, 0, 0, 7] }
            files = [
                ("qmnist-train-images-idx3-ubyte", images),
                (
                    "qmnist-train-labels-idx2-int",
                    [0, 0, 0x0C, 2, 0, 0, 0, 3, 0, 0, 0, 2] + rows
                ),
            ]
        }
        mutator = Mutator(
            seeds: files.map(\.bytes) + files.prefix(2).map { gzipped($0.bytes) },
            tokens: [
                [0, 0, 8, 3], [0, 0, 8, 1], [0, 0, 0x0C, 2], [0x1F, 0x8B, 8],
                Array("1 65 97\n".utf8), Array("\n".utf8), [0xFF, 0xFF, 0xFF, 0xFF],
            ],
            repair: { $0.starts(with: [0x1F, 0x8B]) || $0.first != 0 ? $0 : gzipped($0) })
    }

    /// Reads the input in the place of each file in turn.
    func read(_ input: [UInt8]) throws {
        var last: (any Error)?
        var isRead = false
        for replaced in files.indices {
            for (index, file) in files.enumerated() {
                try write(index == replaced ? input : file.bytes, to: folder + "/" + file.name)
            }
            do {
                _ = try IDX.readDataset(folder: folder, split: .training)
                isRead = true
            } catch {
                last = error
                try check(error)
            }
        }
        if let last, !isRead { throw last }
    }
}
