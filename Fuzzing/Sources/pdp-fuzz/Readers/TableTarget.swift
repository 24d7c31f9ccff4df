import Datasets

/// Tables of sentences with columns of one's own, quoted with commas or parted by tabs.
struct TableTarget: FuzzTarget {
    let mutator: Mutator
    private let folder: String

    private static let seeds = [
        "text,label\n\"One, two.\",good\n\"He said \"\"no\"\".\",bad\n",
        "id,text,other,label\r\n1,\"A line\r\nand another\",Naïve café 🙂,0\r\n2,,b,1\r\n",
        "text\tother\tlabel\nOne \"quoted\".\tTwo\tgood\nThree\tFour\t-\n",
    ]

    init(in folder: String) {
        self.folder = folder
        let seeds = Self.seeds.map { Array($0.utf8) }
        mutator = Mutator(
            seeds: seeds + seeds.map(gzipped),
            tokens: [
                ",", "\t", "\n", "\r", "\r\n", "\"", "\"\"", "\",\"", "text", "label", "-", "\u{0}",
                "\u{FEFF}", "\u{2028}",
            ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]],
            repair: { input in
                if input.starts(with: [0x1F, 0x8B]) { return input }
                let text = Array(String(decoding: input, as: UTF8.self).utf8)
                return input.count.isMultiple(of: 2) ? text : gzipped(text)
            })
    }

    func read(_ input: [UInt8]) throws {
        var last: (any Error)?
        var isRead = false
        for ending in ["csv", "tsv"] {
            for second in [nil, "other"] {
                do {
                    try read(input, ending: ending, second: second)
                    isRead = true
                } catch {
                    last = error
                    try check(error)
                }
            }
        }
        if let last, !isRead { throw last }
    }

    private func read(_ input: [UInt8], ending: String, second: String?) throws {
        let path = folder + "/train." + ending
        try write(input, to: path)
        _ = try SentenceTable.columnNames(ofFile: path)
        let classes = try SentenceTable.classNames(ofFile: path, column: "label")
        _ = try SentenceTable.readDataset(
            file: path,
            columns: SentenceColumns(sentence1: "text", sentence2: second, label: "label"),
            classNames: classes, name: "table")
    }
}
