/// Folders of sentences that cannot be used, and what the command says of them.
enum TextInput {
    typealias Case = CommandTests.BadInputTests.Case

    static let cases = [
        Case(
            command, 66,
            "'data/vocab.txt', the tokens of the sentences ('data.kind' is sst-2), does not exist; "
                + "'data.vocabulary' must name a file vocab.txt, or the data folder hold one",
            files: table),
        Case(
            command, 65, "'data/vocab.txt' cannot be read: it lacks the special token '[PAD]'",
            files: with(vocabulary: "a\nb\n")),
        Case(
            command, 65,
            "'data/vocab.txt' cannot be read: it is empty; it must hold at least one line",
            files: with(vocabulary: "")),
        Case(
            command, 65,
            "'data/train.tsv' cannot be read: line 2 has the label '7'; it must be one of '0', '1'",
            files: with(rows: "a film\t7\n")),
        Case(
            command, 65, "'data/train.tsv' cannot be read: line 3 is not UTF-8",
            files: with(rows: "a film\t1\n").merging(
                ["data/train.tsv": Array("sentence\tlabel\na\t1\n".utf8) + [0xFF, 0x0A]]
            ) { $1 }),
    ]

    private static let command = "prune r.yaml --data data --out out"

    private static let table: [String: [UInt8]] = [
        "r.yaml": Array("network: bert-tiny\ndata: {kind: sst-2}".utf8),
        "data/train.tsv": Array("sentence\tlabel\na film\t1\n".utf8),
        "data/dev.tsv": Array("sentence\tlabel\na film\t1\n".utf8),
    ]

    private static func with(vocabulary: String) -> [String: [UInt8]] {
        table.merging(["data/vocab.txt": Array(vocabulary.utf8)]) { $1 }
    }

    private static func with(rows: String) -> [String: [UInt8]] {
        with(vocabulary: "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nfilm\n").merging(
            ["data/train.tsv": Array(("sentence\tlabel\n" + rows).utf8)]
        ) { $1 }
    }
}
