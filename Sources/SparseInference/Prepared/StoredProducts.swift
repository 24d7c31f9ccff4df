import Files
import InferenceKernels

/// The products of a prepared file.
struct StoredProducts {
    let table: PreparedTable
    /// The sizes of the weights that the file has in no other way.
    private let shapes: [String: [Int]]
    private let products: [String: StoredProduct]

    init(_ table: PreparedTable, shapes: [String: [Int]], _ products: [StoredProduct]) {
        self.table = table
        self.shapes = shapes
        self.products = Dictionary(
            products.map { ($0.entry.output, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The sizes of a weight that stands in products alone.
    func shape(of weight: String) -> [Int]? { shapes[weight] }

    /// The weights that stand in products alone.
    var weights: Set<String> { Set(shapes.keys) }

    /// The weights of the product that defines a value.
    ///
    /// - Returns: The product; nil where the weights are laid out when the file is opened.
    func product(of value: String, with weight: String) -> StoredProduct? {
        products[value].flatMap { $0.entry.weight == weight ? $0 : nil }
    }
}

/// The weights of one product where they lie in a file.
struct StoredProduct: Sendable {
    /// The parts of pools that belong to a product or to a group of it, in bytes of the file.
    struct Parts: Sendable {
        var values = 0..<0
        var offsets = 0..<0
        var rows = 0..<0
        var runs = 0..<0
        var blocks = 0..<0
    }

    let entry: PreparedTable.Product
    let file: MappedFile
    /// The parts of each group.
    let groups: [Parts]
    /// The bytes with the places of inputs.
    let places: Range<Int>

    /// Whether this is a product with a single vector.
    var isVector: Bool { entry.format == PreparedTable.Product.vector }

    /// How the weights of other products are kept.
    var format: WeightFormat { WeightFormat(name: entry.format) ?? .dense }

    /// Throws unless the product has so many outputs and inputs.
    func check(outputCount: Int, inputCount: Int) throws(InferenceError) {
        guard (entry.outputs, entry.inputs) == (outputCount, inputCount) else {
            throw problem(
                "has \(entry.outputs) outputs of \(entry.inputs) inputs, and the graph \(outputCount) of "
                    + "\(inputCount)")
        }
    }

    /// The weights of a product with a single vector.
    func elements() throws(InferenceError) -> Memory<Float> {
        guard isVector, groups.count == 1,
            groups[0].values.count == 4 * entry.outputs * entry.inputs
        else { throw problem("has no whole matrix") }
        return .inPlace(file, groups[0].values, filler: 0)
    }

    /// The weights of each group.
    ///
    /// - Parameters:
    ///   - layout: How they must be laid out.
    ///   - groupCount: How many groups there must be.
    ///   - places: Where their inputs must lie.
    /// - Returns: The matrices, whose memory is the file's.
    /// - Throws: ``InferenceError/damagedPreparation(path:problem:)``.
    func matrices(
        _ layout: WeightLayout, groupCount: Int, at places: InputPlaces
    ) throws(InferenceError) -> [SparseMatrix] {
        guard !isVector, groups.count == groupCount else {
            throw problem("has \(groups.count) groups of outputs, and \(groupCount) are needed")
        }
        let wanted = (0..<entry.inputs).map { Int32(truncatingIfNeeded: places[$0]) }
        guard elements(of: self.places, Int32.self) == wanted else {
            throw problem("has its inputs at other places than this program puts them")
        }
        var matrices: [SparseMatrix] = []
        for group in groups { matrices.append(try matrix(group, layout, wanted)) }
        return matrices
    }

    private func matrix(
        _ parts: Parts, _ layout: WeightLayout, _ places: [Int32]
    ) throws(InferenceError) -> SparseMatrix {
        let numbers = elements(of: parts.blocks, Int32.self)
        let blocks = stride(from: 0, to: numbers.count, by: 4).map { first in
            SparseMatrix.Block(
                firstRun: Int(numbers[first]), runCount: Int(numbers[first + 1]),
                firstRow: Int(numbers[first + 2]), firstOffset: Int(numbers[first + 3]))
        }
        let matrix = SparseMatrix(
            height: format.height, outputCount: entry.outputs / groups.count,
            blockCount: layout.blockCount(inputCount: entry.inputs), blocks: blocks,
            runs: .inPlace(
                file, parts.runs, filler: SparseBlock.Run(rowCount: 0, nonZeroCount: 0)),
            rows: .inPlace(file, parts.rows, filler: 0),
            values: .inPlace(file, parts.values, filler: 0),
            offsets: .inPlace(file, parts.offsets, filler: 0))
        guard matrix.fits(layout, places) else {
            throw problem("has rows or places that do not belong to it")
        }
        return matrix
    }

    private func elements<Element: BitwiseCopyable>(
        of range: Range<Int>, _: Element.Type
    ) -> [Element] {
        file.withUnsafeBytes { bytes in
            let size = MemoryLayout<Element>.stride
            return stride(from: range.lowerBound, to: range.upperBound, by: size).map {
                bytes.loadUnaligned(fromByteOffset: $0, as: Element.self)
            }
        }
    }

    private func problem(_ text: String) -> InferenceError {
        .damagedPreparation(
            path: file.path, problem: "the product with \(entry.weight.quotedOnOneLine) \(text)")
    }
}
