public import ArgumentParser
import Files
import Graphs
public import InferenceKernels
public import SparseInference

/// How a network is prepared to be run.
package struct PreparationOptions: ParsableArguments {
    @Option(
        name: .customLong("size"),
        help: "A size that is free in the file, as NAME=NUMBER; may be repeated.")
    package var sizes: [String] = []

    @Option(help: "The instructions: portable, avx2 or avx512 (default: the widest there is).")
    package var instructionSet: InstructionSet?

    @Option(
        help: """
            Which layers leave zeros out: estimated, measured, dense or sparse (default: \
            estimated).
            """)
    package var selection: InferenceOptions.Selection?

    @Option(
        help: "A file of 'calibrate' that says which way of a layer is the faster one.",
        completion: .file(), transform: expandingHome)
    package var costs: String?

    /// Asks for nothing yet; the argument parser fills it in.
    package init() {}

    package func validate() throws { _ = try namedSizes }

    /// The sizes that are given by name.
    var namedSizes: [String: Int] {
        get throws {
            try sizes.reduce(into: [:]) { sizes, text in
                let parts = text.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let size = Int(parts[1]), (1...1 << 20).contains(size)
                else {
                    throw ValidationError("--size is '\(text)'; it must be like length=128")
                }
                sizes[String(parts[0])] = size
            }
        }
    }

    /// The sizes that are given by name, which must be free in a network.
    ///
    /// - Throws: ``Failure`` for one that is not.
    func sizes(of graph: Graph, model: String) throws -> [String: Int] {
        let asked = try namedSizes
        let free = graph.usualSizes(batch: 1).keys.sorted()
        if let unknown = asked.keys.sorted().first(where: { !free.contains($0) }) {
            throw Failure(
                .wrongUsage,
                "--size names '\(unknown)', which is no free size of '\(model)'; "
                    + (free.isEmpty ? "it has none" : "it has \(free.joined(separator: ", "))"))
        }
        return asked
    }

    /// How a network is prepared.
    ///
    /// - Throws: What reading the file of costs throws.
    func options(threads: Int, sizes: [String: Int]) throws -> InferenceOptions {
        let set = instructionSet ?? .best
        let costs = try costs.flatMap { path in
            // A file that is not there has no costs, and is no error where none is named.
            _ = try MappedFile(path: path)
            return try KernelCostsFile(path: path).costs()[set]
        }
        return InferenceOptions(
            threads: threads, instructionSet: set, selection: selection ?? .estimated, sizes: sizes,
            costs: costs)
    }

    /// Throws where something is asked for that a prepared network has decided.
    func refuse(for path: String) throws {
        let given = [
            ("--size", sizes.first), ("--instruction-set", instructionSet?.rawValue),
            ("--selection", selection?.rawValue), ("--costs", costs),
        ]
        for case (let option, let value?) in given {
            throw Failure(
                .wrongUsage,
                "\(option) is \(value), and '\(path)' is prepared already; it must be left out")
        }
    }
}

extension InstructionSet: ExpressibleByArgument {}
extension InferenceOptions.Selection: ExpressibleByArgument {}
