import Reports
import TensorFiles

/// What an exported file has become, for people and as JSON.
struct ExportReport: Encodable {
    let model: String
    let out: String
    let format: String
    let bits: Int?
    let tensors: Int
    /// The bytes of the tensors as they were.
    let denseBytes: Int?
    /// The bytes of the file.
    let bytes: Int
    /// The bytes of the header, with the table of contents and all metadata.
    let headerBytes: Int?
    /// The values, and the entropy of which elements they are of.
    let boundBytes: Double?
    /// The zeros with a sign, of which the sign is lost.
    let negativeZeros: Int?
    let kinds: [Kind]?

    /// The tensors that are stored in one way.
    struct Kind: Encodable {
        let positions: String
        let values: String
        var tensors = 0
        var elements = 0
        var nonzeros: Int?
        var denseBytes = 0
        var bytes = 0
        var boundBytes = 0.0

        mutating func add(_ record: CompressionRecord) {
            tensors += 1
            elements += record.elementCount
            if let count = record.nonzeroCount { nonzeros = (nonzeros ?? 0) + count }
            denseBytes += record.denseByteCount
            bytes += record.byteCount
            boundBytes += record.boundByteCount
        }
    }

    /// The report of a file with the tensors as they are.
    init(_ request: Exporting, byteCount: Int, tensorCount: Int) {
        model = request.model
        out = request.out
        format = request.format.rawValue
        bits = nil
        tensors = tensorCount
        bytes = byteCount
        (denseBytes, headerBytes, boundBytes, negativeZeros, kinds) = (nil, nil, nil, nil, nil)
    }

    /// The report of a compressed file.
    init(_ request: Exporting, byteCount: Int, records: [CompressionRecord]) {
        model = request.model
        out = request.out
        format = request.format.rawValue
        bits = (request.bits ?? .thirtyTwo).rawValue
        tensors = records.count
        bytes = byteCount
        denseBytes = records.reduce(0) { $0 + $1.denseByteCount }
        headerBytes = byteCount - records.reduce(0) { $0 + $1.byteCount }
        boundBytes = records.reduce(0) { $0 + $1.boundByteCount }
        negativeZeros = records.reduce(0) { $0 + $1.negativeZeroCount }
        kinds = Self.kinds(of: records)
    }

    private static func kinds(of records: [CompressionRecord]) -> [Kind] {
        var kinds: [Kind] = []
        for record in records {
            let (positions, values) = (record.kindOfPositions, record.valueType.rawValue)
            let place = kinds.firstIndex { $0.positions == positions && $0.values == values }
            if place == nil { kinds.append(Kind(positions: positions, values: values)) }
            kinds[place ?? kinds.count - 1].add(record)
        }
        return kinds.sorted { ($1.bytes, $0.positions) < ($0.bytes, $1.positions) }
    }

    /// Prints a line for each kind of tensors, and one for the file.
    ///
    /// - Throws: ``Failure`` where nothing can be printed.
    func show() throws {
        guard let kinds, let denseBytes, let headerBytes, let boundBytes else {
            return try Console.printResult(
                "\(out): \(NumberText.count(tensors)) tensors, \(NumberText.count(bytes)) bytes")
        }
        var table = TextTable(columns: [
            .init("positions"), .init("values", dropOrder: 2),
            .init("tensors", alignment: .right, dropOrder: 1),
            .init("elements", alignment: .right, dropOrder: 3),
            .init("bytes dense", alignment: .right), .init("bytes", alignment: .right),
            .init("ratio", alignment: .right), .init("bound", alignment: .right, dropOrder: 4),
            .init("bytes / bound", alignment: .right, dropOrder: 5),
        ])
        for kind in kinds {
            table.append(
                [
                    kind.positions, kind.values, NumberText.count(kind.tensors),
                    NumberText.count(kind.elements),
                ] + Self.sizes(kind.denseBytes, kind.bytes, kind.boundBytes))
        }
        table.append(
            ["header and table", "", "", "", "", NumberText.count(headerBytes), "", "", ""])
        let elements = kinds.reduce(0) { $0 + $1.elements }
        table.append(
            ["all", "", NumberText.count(tensors), NumberText.count(elements)]
                + Self.sizes(denseBytes, bytes, boundBytes))
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
        if let negativeZeros, negativeZeros > 0 {
            Console.write("\(NumberText.count(negativeZeros)) zeros with a sign lost it")
        }
    }

    /// The bytes before and after, their ratio, the bound, and how many times it the bytes are.
    private static func sizes(_ dense: Int, _ bytes: Int, _ bound: Double) -> [String] {
        func share(_ part: Double, of whole: Double, places: Int) -> String {
            whole > 0 ? NumberText.decimal(part / whole, places: places) : "–"
        }
        return [
            NumberText.count(dense), NumberText.count(bytes),
            share(Double(dense), of: Double(bytes), places: 2), NumberText.count(bound),
            share(Double(bytes), of: bound, places: 3),
        ]
    }
}

extension CompressionRecord {
    /// The code of the positions, without what differs between tensors of one kind.
    fileprivate var kindOfPositions: String {
        guard let positions else { return "as it is" }
        return positions.firstRange(of: "rice-").map { positions[..<$0.lowerBound] + "rice" }
            ?? positions
    }
}
