import Files
import InferenceKernels
import TensorFiles

/// The pools of a file, from which the parts of one product after another are taken.
struct StoredPools {
    private let file: MappedFile
    /// What is left of each pool, in bytes of the file.
    private var left: [PreparedPool: Range<Int>] = [:]

    /// Finds the pools.
    ///
    /// - Throws: ``InferenceError/damagedPreparation(path:problem:)`` for one that is missing or has another
    ///   type.
    init(_ tensors: SafetensorsFile) throws(InferenceError) {
        var found: MappedFile?
        for pool in PreparedPool.allCases {
            guard let entry = try? tensors.entry(pool.rawValue),
                entry.dtype == (pool == .values ? .float32 : .int32)
            else {
                throw .damagedPreparation(
                    path: tensors.path, problem: "it has no '\(pool.rawValue)' as it should be")
            }
            let place = tensors.place(of: entry)
            found = place.file
            left[pool] = place.range
        }
        guard let found else {
            throw .damagedPreparation(path: tensors.path, problem: "it has no weights")
        }
        file = found
    }

    /// The parts of all products.
    ///
    /// - Throws: ``InferenceError/damagedPreparation(path:problem:)`` where pools have not as much as the
    ///   products need, or more.
    func products(
        _ entries: [PreparedTable.Product]
    ) throws(InferenceError) -> [StoredProduct] {
        var (pools, products): (StoredPools, [StoredProduct]) = (self, [])
        for entry in entries { products.append(try pools.product(entry)) }
        if let pool = PreparedPool.allCases.first(where: { pools.left[$0]?.isEmpty == false }) {
            throw .damagedPreparation(
                path: file.path, problem: "its '\(pool.rawValue)' has more than its products need")
        }
        return products
    }

    private mutating func product(
        _ entry: PreparedTable.Product
    ) throws(InferenceError) -> StoredProduct {
        let isVector = entry.format == PreparedTable.Product.vector
        let (count, isTooLarge) = entry.outputs.multipliedReportingOverflow(by: entry.inputs)
        guard entry.outputs > 0, entry.inputs > 0, !isTooLarge, count < 1 << 40,
            !entry.groups.isEmpty, entry.outputs % entry.groups.count == 0,
            0...count ~= entry.nonZeros,
            isVector || WeightFormat(name: entry.format) != nil
        else {
            throw .damagedPreparation(
                path: file.path,
                problem: "its table has wrong numbers for \(entry.weight.quotedOnOneLine)")
        }
        var groups: [StoredProduct.Parts] = []
        for counts in entry.groups {
            var parts = StoredProduct.Parts()
            parts.values = try take(counts.values, of: .values, entry)
            parts.offsets = try take(counts.offsets, of: .offsets, entry)
            parts.rows = try take(counts.rows, of: .rows, entry)
            parts.runs = try take(counts.runs, of: .runs, entry, size: 2)
            parts.blocks = try take(counts.blocks, of: .blocks, entry, size: 4)
            groups.append(parts)
        }
        return StoredProduct(
            entry: entry, file: file, groups: groups,
            places: try take(isVector ? 0 : entry.inputs, of: .places, entry))
    }

    /// Takes elements of `size` numbers from the start of a pool.
    private mutating func take(
        _ count: Int, of pool: PreparedPool, _ entry: PreparedTable.Product, size: Int = 1
    ) throws(InferenceError) -> Range<Int> {
        let whole = left[pool] ?? 0..<0
        guard 0...whole.count ~= count, count * size * 4 <= whole.count else {
            throw .damagedPreparation(
                path: file.path,
                problem: "its '\(pool.rawValue)' ends before the product with "
                    + entry.weight.quotedOnOneLine)
        }
        let end = whole.lowerBound + count * size * 4
        left[pool] = end..<whole.upperBound
        return whole.lowerBound..<end
    }
}
