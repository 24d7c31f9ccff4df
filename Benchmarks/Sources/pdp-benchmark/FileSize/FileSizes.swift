import ArgumentParser
import Foundation
import TensorFiles

/// The sizes of compressed files beside their entropy bound and what other programs make.
struct FileSizes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file-size",
        abstract: "Measure the sizes of pruned weights in several formats, as Markdown.")

    @Argument(help: "Files of weights, which are pruned one-shot by magnitude.")
    var weights: [String]

    func run() throws {
        report(Machine.line + "\n")
        for path in weights {
            let name = URL(filePath: path).deletingPathExtension().lastPathComponent
            let file = try openTensorFile(at: path)
            report("## \(name)\n")
            let sizes = try OneShotPruning.all.map { try Sizes(of: file, pruned: $0) }
            report(Sizes.files(sizes))
            report(Sizes.narrowed(sizes))
            report(Sizes.positions(sizes))
        }
    }
}

/// The sizes of one file, pruned in one way.
private struct Sizes {
    let pruning: OneShotPruning
    let denseBytes: Int
    let gzipBytes: Int?
    let zstdBytes: Int?
    let other: OtherCodes
    /// The compressed files by the bits of a value.
    let compressed: [ValueBits: Compressed]

    struct Compressed {
        let fileBytes: Int
        let tensorBytes: Int
        let boundBytes: Double
        let positionBytes: Int
        /// The bound of the tensors whose positions are stored, without their values.
        let positionBoundBytes: Double
    }

    init(of file: any TensorFile, pruned pruning: OneShotPruning) throws {
        self.pruning = pruning
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "pdp-file-size-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let dense = folder.appending(path: "dense.safetensors").path
        try pruning.write(file, to: dense)
        denseBytes = try Data(contentsOf: URL(filePath: dense)).count
        gzipBytes = try Packers.byteCount(of: dense, packedBy: "gzip", "-9")
        zstdBytes = try Packers.byteCount(of: dense, packedBy: "zstd", "-19", "-q")
        let pruned = try SafetensorsFile(path: dense)
        other = try OtherCodes(of: pruned)
        var compressed: [ValueBits: Compressed] = [:]
        for bits in ValueBits.allCases {
            let path = folder.appending(path: "\(bits.rawValue).safetensors").path
            let writer = try CompressedWriter(of: pruned, bits: bits)
            try writer.write(to: path)
            let parts = try SafetensorsFile(path: path).entries
            compressed[bits] = Compressed(
                fileBytes: try writer.fileByteCount(),
                tensorBytes: writer.records.reduce(0) { $0 + $1.byteCount },
                boundBytes: writer.records.reduce(0) { $0 + $1.boundByteCount },
                positionBytes: parts.filter { $0.name.hasSuffix(".positions") }
                    .reduce(0) { $0 + $1.byteCount },
                positionBoundBytes: writer.records.reduce(0) { $0 + $1.positionBoundByteCount })
        }
        self.compressed = compressed
    }

    /// 32 bits beside other programs.
    static func files(_ sizes: [Sizes]) -> String {
        var lines = [
            "| zeros | safetensors | gzip -9 | zstd -19 | ONNX sparse | **compressed** | bound | compressed / bound | without header |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for size in sizes {
            guard let own = size.compressed[.thirtyTwo] else { continue }
            lines.append(
                row([
                    "\(size.pruning)", count(size.denseBytes), size.gzipBytes.map(count) ?? "–",
                    size.zstdBytes.map(count) ?? "–", count(size.other.onnxBytes),
                    "**\(count(own.fileBytes))**", count(Int(own.boundBytes.rounded())),
                    factor(Double(own.fileBytes), own.boundBytes),
                    factor(Double(own.tensorBytes), own.boundBytes),
                ]))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// 16 and 8 bits.
    static func narrowed(_ sizes: [Sizes]) -> String {
        var lines = [
            "| zeros | 16 bits | bound | / bound | without header | 8 bits | bound | / bound | without header |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for size in sizes {
            let cells = [ValueBits.sixteen, .eight].compactMap { size.compressed[$0] }.flatMap {
                [
                    count($0.fileBytes), count(Int($0.boundBytes.rounded())),
                    factor(Double($0.fileBytes), $0.boundBytes),
                    factor(Double($0.tensorBytes), $0.boundBytes),
                ]
            }
            lines.append(row(["\(size.pruning)"] + cells))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The positions alone.
    static func positions(_ sizes: [Sizes]) -> String {
        var lines = [
            "| zeros | positions | n·H(p) | / n·H(p) | adaptive arithmetic code | / n·H(p) |",
            "|---|---|---|---|---|---|",
        ]
        for size in sizes {
            guard let own = size.compressed[.thirtyTwo] else { continue }
            lines.append(
                row([
                    "\(size.pruning)", count(own.positionBytes),
                    count(Int(own.positionBoundBytes.rounded())),
                    factor(Double(own.positionBytes), own.positionBoundBytes),
                    count(Int(size.other.arithmeticBytes.rounded())),
                    factor(size.other.arithmeticBytes, own.positionBoundBytes),
                ]))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |"
    }

    private static func factor(_ bytes: Double, _ bound: Double) -> String {
        String(format: "%.3f", bytes / bound)
    }

    private static func count(_ value: Int) -> String {
        value.formatted(.number.locale(Locale(identifier: "en_US")))
    }
}
