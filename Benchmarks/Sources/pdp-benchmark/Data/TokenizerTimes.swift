import ArgumentParser
import Datasets
import Dispatch
import Foundation

/// The counterpart of `pytorch/tokenize_pairs.py`.
struct TokenizerTimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenizer",
        abstract: "Tokenize pairs of sentences for each line of the standard input.",
        discussion: """
            Each answer is one line of JSON with the seconds for all pairs. For a line \
            'write FILE' it writes the numbers of the tokens instead: for each pair how many \
            there are, then these, 32 bits each, the low byte first.
            """)

    @Option(help: "A tab-separated file with the columns of MNLI.") var sentences: String
    @Option(help: "A file with one token a line.") var vocabulary: String
    @Option(help: "Pairs, from the start of the file.") var pairs = 20_000
    @Option(help: "Most tokens of a pair.") var length = 128
    @Option var threads = 1

    func validate() throws {
        guard threads > 0 else { throw ValidationError("--threads is \(threads); at least 1") }
    }

    func run() throws {
        let tokenizer = WordPieceTokenizer(vocabulary: try Vocabulary(path: vocabulary))
        let dataset = try GLUE.readDataset(file: sentences, task: .mnli)
        let examples = Array(dataset.examples.prefix(pairs))
        func encode() -> [[EncodedText]] { encodeParts(of: examples, with: tokenizer) }
        _ = encode()
        report("ready {\"pairs\": \(examples.count)}")
        while let line = readLine() {
            if line.hasPrefix("write ") {
                try write(encode().flatMap(\.self), to: String(line.dropFirst("write ".count)))
                report("{}")
            } else {
                var parts: [[EncodedText]] = []
                let seconds = elapsed { parts = encode() }
                let tokenCount = parts.joined().reduce(0) { $0 + $1.tokenIDs.count }
                report("{\"seconds\": \(seconds), \"tokens\": \(tokenCount)}")
            }
        }
    }

    /// The tokens of all pairs, one part for each thread.
    private func encodeParts(
        of examples: [TextExample], with tokenizer: WordPieceTokenizer
    ) -> [[EncodedText]] {
        let (count, threads, length) = (examples.count, threads, length)
        var parts = [[EncodedText]](repeating: [], count: threads)
        parts.withUnsafeMutableBufferPointer { parts in
            nonisolated(unsafe) let parts = parts
            DispatchQueue.concurrentPerform(iterations: threads) { part in
                let range = count * part / threads..<count * (part + 1) / threads
                parts[part] = examples[range].map {
                    tokenizer.encode($0.sentence1, $0.sentence2, maximumLength: length)
                }
            }
        }
        return parts
    }

    private func write(_ texts: [EncodedText], to file: String) throws {
        let numbers = texts.flatMap { [Int32($0.tokenIDs.count)] + $0.tokenIDs }
        let data = numbers.map(\.littleEndian).withUnsafeBytes { Data($0) }
        try data.write(to: URL(filePath: file))
    }
}
