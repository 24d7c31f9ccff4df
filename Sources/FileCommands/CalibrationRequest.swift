package import ArgumentParser
import Files
import InferenceKernels
import Reports
import SparseInference

/// What `calibrate` is asked: what the kernels of inference cost on this processor.
package struct CalibrationRequest: ParsableArguments {
    /// What the command does, in a line.
    package static let abstract = "Measure what the kernels of inference cost on this processor."

    /// What is said of it besides.
    package static let discussion = """
        Each layer is computed with or without its zeros, as it is expected to be faster. What a weight \
        costs differs between processors; without this command it is taken from an AMD EPYC (Zen 4). \
        What is found is kept in pdp/kernel-costs.json in the user's folder for caches, which every later \
        command reads. Results do not depend on it. Leave the machine alone meanwhile.
        """

    @Option(
        help: "Write another file, for 'benchmark --costs'.", completion: .file(),
        transform: expandingHome)
    package var out: String?

    @Option(help: "The seconds to measure each set of instructions for.")
    package var seconds = 6.0

    @Flag(help: "Print the costs as JSON.")
    package var json = false

    /// Asks for nothing yet; the argument parser fills it in.
    package init() {}

    package func validate() throws {
        if !(1...600).contains(seconds) {
            throw ValidationError("--seconds is \(seconds); it must be in 1...600")
        }
    }

    /// Measures, writes the file and prints the costs.
    ///
    /// - Throws: `InferenceError` and `FileError` for a file that cannot be read or written, ``Failure``
    ///   where there is no file, or nothing can be printed.
    package func run() throws {
        guard let file = out.map({ KernelCostsFile(path: $0) }) ?? KernelCostsFile.usual else {
            throw Failure(
                .cannotWrite, "the user has no folder for caches; name a file with --out")
        }
        // Before measuring, so that a file that is damaged is told at once.
        _ = try file.costs()
        var costs: [InstructionSet: KernelCosts] = [:]
        for set in InstructionSet.allCases where set.isSupported {
            costs[set] = try .measured(for: set, seconds: seconds)
        }
        try file.save(costs)
        if json {
            let named = costs.map { ($0.key.rawValue, $0.value) }
            try Console.printDocument(
                RecordText.document(of: Dictionary(named, uniquingKeysWith: { $1 })))
        } else {
            try show(costs, file)
        }
    }

    private func show(_ costs: [InstructionSet: KernelCosts], _ file: KernelCostsFile) throws {
        var table = TextTable(columns: [
            .init("instructions"), .init("single weight", alignment: .right),
            .init("row", alignment: .right), .init("inputs of a block", alignment: .right),
            .init("of rows of four", alignment: .right),
        ])
        for set in InstructionSet.allCases {
            guard let costs = costs[set] else { continue }
            table.append([
                set.rawValue, NumberText.decimal(costs.nonZero, places: 2),
                NumberText.decimal(costs.row, places: 1), "\(costs.blockDepth)",
                "\(costs.sharedBlockDepth)",
            ])
        }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
        try Console.printResult("\(KernelCostsFile.processor): written to \(file.path)")
    }
}
