package import ArgumentParser
import Files
import Graphs
import ONNXFiles
import Reports
import Sparsity
import TensorFiles

/// What `inspect` is asked: which tensors of which file it shows.
package struct Inspection: ParsableArguments {
    /// What the command does, in a line.
    package static let abstract = "Show the zeros of a file of weights, tensor by tensor."

    /// What is said of it besides.
    package static let discussion = """
        Any safetensors file, checkpoint of torch.save, file of NumPy arrays or ONNX file will do, \
        whatever program wrote it. A narrow terminal gets fewer columns; the option --json has all.
        """

    @Argument(help: "The file.", completion: .file(), transform: expandingHome)
    package var model: String

    @Option(help: "The part of the file to show, such as model_ema.")
    package var stateKey: String?

    @Flag(help: "Print the table as JSON.")
    package var json = false

    /// Asks for nothing yet; the argument parser fills it in.
    package init() {}

    /// Prints the table.
    ///
    /// - Throws: What reading the file throws, and ``Failure`` where nothing can be printed.
    package func run() throws {
        let file = try openModelFile(at: model, stateKey: stateKey)
        let isMeant = try nameFilter(for: file)
        let entries: [any StoredTensor] = file.entries
        let channelAxes = channelAxes(of: file)
        let rows =
            try entries.filter { isMeant($0.name) }.map { entry in
                try TensorRow(entry, of: file, channelAxis: channelAxes[entry.name] ?? 0)
            }
            + file.unusableTensors.filter { isMeant($0.name) }.map { TensorRow($0) }
        if json {
            try Console.printDocument(RecordText.document(of: rows))
            return
        }
        var table = TextTable(columns: [
            .init("tensor", keepsEnd: true), .init("type", dropOrder: 2),
            .init("shape", dropOrder: 3),
            .init("elements", alignment: .right, dropOrder: 5),
            .init("zeros", alignment: .right, dropOrder: 6),
            .init("sparsity", alignment: .right), .init("pattern", dropOrder: 4),
            .init("empty channels", alignment: .right, dropOrder: 1),
        ])
        for row in rows { table.append(row.cells) }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
        let elements = rows.reduce(0) { $0 + $1.elements }
        let zeros = rows.reduce(0) { $0 + ($1.zeros ?? 0) }
        let sparsity = Double(zeros) / Double(max(elements, 1))
        try Console.printResult(
            "\(NumberText.count(rows.count)) tensors, \(NumberText.count(elements)) elements, "
                + "\(NumberText.count(zeros)) zeros, \(NumberText.percent(sparsity))")
    }

    /// Along which axes channels lie, by the names of tensors: as the file promises for those whose
    /// channels are pruned, else as its network has their outputs.
    private func channelAxes(of file: any TensorFile) -> [String: Int] {
        // A promise or a graph that cannot be read is for `verify` to tell.
        let graph = try? GraphRecord.structure(in: file.metadata, path: model)
        var axes = graph?.outputAxes ?? [:]
        let promise = try? SparsityPromise.read(file.metadata, path: model)
        if let promise, promise.pattern == OutputChannels().description {
            for name in promise.zeroCounts.keys { axes[name] = promise.channelAxes?[name] ?? 0 }
        }
        return axes
    }

    /// Which tensors are shown: checkpoints have taken their member already, other files have names
    /// that start with the key.
    private func nameFilter(for file: any TensorFile) throws -> (String) -> Bool {
        guard let stateKey, !(file is PyTorchFile) else { return { _ in true } }
        let names = file.names + file.unusableTensors.map(\.name)
        let prefix = stateKey + "."
        guard names.contains(where: { $0.hasPrefix(prefix) }) else {
            throw MissingPrefixError(prefix, ofNames: names, path: model)
        }
        return { $0.hasPrefix(prefix) }
    }
}

/// A line of the table.
private struct TensorRow: Encodable {
    let tensor: String
    let type: String
    let shape: [Int]
    let elements: Int
    /// `nil` for elements of an unknown type, as is what follows from the zeros.
    let zeros: Int?
    let sparsity: Double?
    let pattern: String?
    let emptyChannels: Int?
    let isFinite: Bool?

    init(_ entry: any StoredTensor, of file: any TensorFile, channelAxis: Int) throws {
        let sparsity = try file.sparsity(of: entry.name, along: channelAxis)
        tensor = entry.name
        type = entry.dtype.rawValue
        shape = entry.shape
        elements = sparsity.elementCount
        zeros = sparsity.zeroCount
        self.sparsity = sparsity.sparsity
        let isWeight = entry.shape.count >= 2
        emptyChannels = isWeight ? sparsity.zeroChannelCount : nil
        isFinite = sparsity.isFinite
        pattern =
            isWeight && sparsity.zeroCount > 0 ? try Self.pattern(of: entry.name, in: file) : nil
    }

    init(_ tensor: UnusableTensor) {
        self.tensor = tensor.name
        type = tensor.type
        shape = tensor.shape
        elements = tensor.shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
        zeros = nil
        sparsity = nil
        pattern = nil
        emptyChannels = nil
        isFinite = nil
    }

    /// The tightest of the common N:M patterns that holds along the inputs, and the highest of the common
    /// blocks that all zeros come in.
    private static func pattern(of name: String, in file: any TensorFile) throws -> String? {
        let found = try [groups(of: name, in: file), blocks(of: name, in: file)].compactMap { $0 }
        return found.isEmpty ? nil : found.joined(separator: ", ")
    }

    private static func groups(of name: String, in file: any TensorFile) throws -> String? {
        for (kept, size) in [(1, 16), (1, 8), (2, 8), (1, 4), (2, 4), (4, 8)] {
            let check = try file.checkPattern(of: name, kept: kept, of: size, grouping: .inputs)
            if check.holds, check.isDivisible { return "\(kept):\(size)" }
        }
        return nil
    }

    private static func blocks(of name: String, in file: any TensorFile) throws -> String? {
        try [16, 8, 4, 2].first { height in
            let check = try file.checkBlocks(of: name, height: height)
            return check.holds && check.zeroBlockCount > 0
        }.map { "\($0)x1" }
    }

    var cells: [String] {
        [
            tensor, type, shape.map(String.init).joined(separator: "×"),
            NumberText.count(elements), zeros.map(NumberText.count) ?? "not counted",
            sparsity.map { NumberText.percent($0) + (isFinite == false ? " not finite" : "") }
                ?? "",
            pattern ?? "",
            emptyChannels.map(NumberText.count) ?? "",
        ]
    }
}
