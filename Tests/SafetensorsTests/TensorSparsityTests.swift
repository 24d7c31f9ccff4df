import TensorFiles
import TestSupport
import Testing

@Suite struct TensorSparsityTests {
    /// Returns random bits with many zeros of both signs, and a whole channel of them.
    private func words<Word: FixedWidthInteger & UnsignedInteger>(
        _ count: Int, channelSize: Int, _ type: Word.Type
    ) -> [Word] {
        var generator = SeededGenerator(seed: UInt64(count))
        var words = (0..<count).map { _ -> Word in
            let word = Word.random(in: 0...(.max), using: &generator)
            return [word, 0, 1 << (Word.bitWidth - 1)].randomElement(using: &generator) ?? 0
        }
        for index in 0..<min(channelSize, count) { words[index] = 0 }
        return words
    }

    @Test(arguments: [(1, 1), (3, 7), (4, 8), (5, 9), (2, 33), (16, 0), (0, 3)])
    func countsLikeTheConvertedFloats(shape: (Int, Int)) throws {
        let (rows, columns) = shape
        let bits = words(rows * columns, channelSize: columns, UInt16.self)
        let wide = words(rows * columns, channelSize: columns, UInt32.self)
        for file in [
            try TemporaryFile(.float16, [rows, columns], bits),
            try TemporaryFile(.bfloat16, [rows, columns], bits),
            try TemporaryFile(.float32, [rows, columns], wide),
        ] {
            let found = try file.open().sparsity(of: "w")
            let floats = try file.open().floats(of: "w")
            let channels = (0..<rows).filter { row in
                columns > 0 && floats[row * columns..<(row + 1) * columns].allSatisfy { $0 == 0 }
            }
            #expect(found.elementCount == rows * columns)
            #expect(found.zeroCount == floats.count { $0 == 0 })
            #expect(found.zeroChannelCount == channels.count)
            #expect(found.isFinite == floats.allSatisfy(\.isFinite))
        }
    }

    @Test(arguments: [Double.nan, -.nan, .infinity, -.infinity])
    func seesWhatIsNotFinite(value: Double) throws {
        let doubles = try TemporaryFile(.float64, [2], [0, value.bitPattern]).open()
        let floats = try TemporaryFile(.float32, [2], [0, Float(value).bitPattern]).open()
        #expect(try !doubles.sparsity(of: "w").isFinite)
        #expect(try !floats.sparsity(of: "w").isFinite)
    }

    @Test func takesTheLargestFiniteNumberAsFinite() throws {
        let double = Double.greatestFiniteMagnitude
        let doubles = [double.bitPattern, (-double).bitPattern]
        #expect(try TemporaryFile(.float64, [2], doubles).open().sparsity(of: "w").isFinite)
        let floats: [(StoredType, UInt8)] = [(.float8e5m2, 0x7B), (.float8e4m3, 0x7E)]
        for (type, largest) in floats {
            #expect(try TemporaryFile(type, [1], [largest]).open().sparsity(of: "w").isFinite)
            let above = try TemporaryFile(type, [1], [largest + 1]).open()
            #expect(try !above.sparsity(of: "w").isFinite)
        }
    }

    @Test func doesNotTakeTheSignBitOfAnIntegerForZero() throws {
        let found = try TemporaryFile(.int32, [3], [Int32.min, 0, -1]).open().sparsity(of: "w")
        #expect(found.zeroCount == 1 && found.isFinite)
        #expect(found.sparsity == 1.0 / 3)
    }

    @Test func hasNoChannelsInASingleNumber() throws {
        let found = try TemporaryFile(.float32, [], [UInt32(0)]).open().sparsity(of: "w")
        #expect(found.zeroCount == 1 && found.zeroChannelCount == 0 && found.sparsity == 1)
    }

    @Test func reportsTheSumOfTheIncludedTensors() throws {
        let temporary = TemporaryFile()
        var writer = SafetensorsWriter()
        try writer.add("weight", shape: [2, 2], floats: [0, 0, 0, 1])
        try writer.add("bias", shape: [4], floats: [.nan, 1, 2, 3])
        try writer.write(to: temporary.path)
        let all = try SparsityReport(of: temporary.open())
        #expect(all.tensors.map(\.name) == ["bias", "weight"])
        #expect(all.elementCount == 8 && all.zeroCount == 3 && all.sparsity == 0.375)
        #expect(!all.isFinite)
        let weights = try SparsityReport(of: temporary.open()) { $0.shape.count > 1 }
        #expect(weights.tensors.count == 1 && weights.sparsity == 0.75 && weights.isFinite)
        #expect(try SparsityReport(of: temporary.open()) { _ in false }.sparsity == 0)
    }
}
