import ArgumentParser
import Foundation

/// How trainings in processes of their own are measured, and how their table is printed.
struct MemoryOptions: ParsableArguments {
    @Option(help: "Processes of each kind.") var rounds = 3
    @Option var threads = 2
    @Flag(help: "Let the C library give freed memory back, which pdp does not.")
    var givenBack = false
    @Flag(help: "Print JSON instead of a table.") var json = false

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds is \(rounds); at least 1") }
    }

    /// The options that the process of one training gets.
    var ofCase: [String] {
        ["--threads", "\(threads)"] + (givenBack ? ["--given-back"] : [])
    }

    /// Prints the rows.
    func write<Row: MemoryTableRow>(_ rows: [Row]) throws {
        if json {
            report(
                try jsonLine(
                    Table(
                        machine: Machine.line, threads: threads, givenBack: givenBack, rows: rows)))
        } else {
            let memory = givenBack ? "given back" : "kept"
            report(
                "\(Machine.line), \(threads) threads, freed memory \(memory), "
                    + "medians of \(rounds) processes\n")
            report(Row.header)
            for row in rows { report(row.line) }
        }
    }
}

/// A row of a table about memory.
protocol MemoryTableRow: Encodable {
    /// The head of the table.
    static var header: String { get }
    /// The row in the table.
    var line: String { get }
}

extension MemoryTableRow {
    /// Bytes as text.
    func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }

    /// Bytes as a multiple of others.
    func copies(_ bytes: Int, of size: Int) -> String {
        String(format: "%.2f", Double(bytes) / Double(size))
    }
}

/// All rows, for machines.
private struct Table<Row: Encodable>: Encodable {
    let machine: String
    let threads: Int
    let givenBack: Bool
    let rows: [Row]
}
