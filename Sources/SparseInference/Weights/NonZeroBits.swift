/// Which weights of a matrix are not zero: a bit for each, every row beginning with a new word.
struct NonZeroBits: Sendable {
    private let words: [UInt64]
    private let wordsOfRow: Int

    /// Looks at rows of weights that follow each other.
    init(_ values: [Float], rowCount: Int, columnCount: Int) {
        let wordsOfRow = (columnCount + 63) / 64
        self.wordsOfRow = wordsOfRow
        words = [UInt64](unsafeUninitializedCapacity: rowCount * wordsOfRow) { words, count in
            values.withUnsafeBufferPointer { values in
                for row in 0..<rowCount {
                    let row = (first: row * columnCount, word: row * wordsOfRow)
                    for word in 0..<wordsOfRow {
                        let columns = 64 * word..<min(64 * word + 64, columnCount)
                        words[row.word + word] = Self.word(
                            UnsafeBufferPointer(
                                rebasing: values[
                                    row.first + columns.lowerBound..<row.first + columns.upperBound]
                            ))
                    }
                }
            }
            count = rowCount * wordsOfRow
        }
    }

    private init(words: [UInt64], wordsOfRow: Int) {
        self.words = words
        self.wordsOfRow = wordsOfRow
    }

    /// The bits of some of the rows.
    func rows(_ rows: Range<Int>) -> NonZeroBits {
        NonZeroBits(
            words: Array(words[rows.lowerBound * wordsOfRow..<rows.upperBound * wordsOfRow]),
            wordsOfRow: wordsOfRow)
    }

    /// The bits of up to 64 weights.
    private static func word(_ values: UnsafeBufferPointer<Float>) -> UInt64 {
        var (word, index) = (UInt64(0), 0)
        while values.count - index >= 16 {
            let sixteen = UnsafeRawBufferPointer(
                rebasing: UnsafeRawBufferPointer(values)[(4 * index)...])
            word |= UInt64(bits(sixteen.loadUnaligned(as: SIMD16<UInt32>.self))) << index
            index += 16
        }
        while index < values.count {
            if values[index] != 0 { word |= 1 << index }
            index += 1
        }
        return word
    }

    /// A bit for each of sixteen numbers, by their bit patterns, that is not a zero of either sign.
    private static func bits(_ patterns: SIMD16<UInt32>) -> UInt32 {
        let numbers = patterns & SIMD16(repeating: 0x7FFF_FFFF)
        let places = SIMD16<UInt32>(
            1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768)
        let bits = places.replacing(with: SIMD16.zero, where: numbers .== SIMD16.zero)
        let eight = bits.lowHalf | bits.highHalf
        let four = eight.lowHalf | eight.highHalf
        let two = four.lowHalf | four.highHalf
        return two.x | two.y
    }

    /// The number of columns in which any of some neighbouring rows has a weight that is not zero.
    func columnCount(ofRows rows: Range<Int>, among columns: Range<Int>) -> Int {
        var count = 0
        forEachWord(ofRows: rows, among: columns) { _, word in count += word.nonzeroBitCount }
        return count
    }

    /// Calls `body` with the columns in which any of some neighbouring rows has a weight that is not zero.
    func forEachColumn(
        ofRows rows: Range<Int>, among columns: Range<Int>, _ body: (Int) -> Void
    ) {
        forEachWord(ofRows: rows, among: columns) { first, word in
            var word = word
            while word != 0 {
                body(first + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }

    /// Calls `body` with the first column of each word and the bits of all rows in it.
    private func forEachWord(
        ofRows rows: Range<Int>, among columns: Range<Int>, _ body: (Int, UInt64) -> Void
    ) {
        guard !columns.isEmpty else { return }
        words.withUnsafeBufferPointer { words in
            for place in columns.lowerBound / 64...(columns.upperBound - 1) / 64 {
                var word: UInt64 = 0
                for row in rows { word |= words[row * wordsOfRow + place] }
                let first = 64 * place
                if first < columns.lowerBound { word &= .max << (columns.lowerBound - first) }
                if first + 64 > columns.upperBound {
                    word &= .max >> (first + 64 - columns.upperBound)
                }
                body(first, word)
            }
        }
    }
}
