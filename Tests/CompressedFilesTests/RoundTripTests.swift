import Files
import TensorFiles
import TestSupport
import Testing

/// At 32 bits a compressed file gives back every bit, whatever the tensors are.
@Suite struct RoundTripTests {
    private let sample: CompressedSample

    init() throws { sample = try CompressedSample() }

    /// Compresses a tensor and compares what comes back.
    private func positions(of tensor: SampleTensor) throws -> String? {
        let record = try sample.compress(tensor)
        let file = try sample.compressed
        #expect(file.names == ["w"])
        #expect(try file.entry("w").dtype == tensor.dtype)
        #expect(try file.entry("w").shape == tensor.shape)
        #expect(try file.entry("w").elementCount == tensor.shape.reduce(1, *))
        #expect(try file.bytes(of: "w") == tensor.bytes, "\(record)")
        return record.positions
    }

    private static let types: [StoredType] = [
        .float8e4m3, .float8e5m2, .float16, .bfloat16, .float32, .float64,
    ]

    @Test(arguments: types)
    func givesBackEveryBitOfEveryType(dtype: StoredType) throws {
        var generator = SeededGenerator(seed: 3)
        for sparsity in [0, 0.3, 0.5, 0.8, 0.9, 0.95, 0.98, 0.999, 1] {
            for shape in [[64, 65], [31, 7, 3, 3], [1, 4097], [5000, 1]] {
                let kept = (0..<shape.reduce(1, *)).map { _ in
                    Double.random(in: 0..<1, using: &generator) >= sparsity
                }
                let tensor = SampleTensor.random(dtype, shape, using: &generator) { kept[$0] }
                _ = try positions(of: tensor)
            }
        }
    }

    /// Sizes around those of words and bytes of the bits.
    @Test(arguments: [1, 7, 8, 9, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025])
    func givesBackEveryTail(size: Int) throws {
        var generator = SeededGenerator(seed: UInt64(size))
        for denominator in [2, 10, 50] {
            let tensor = SampleTensor.random(.float64, [1, size], using: &generator) {
                $0 % denominator == denominator - 1
            }
            _ = try positions(of: tensor)
        }
        for kept in [0, size - 1] {
            let tensor = SampleTensor.random(.float64, [1, size], using: &generator) { $0 == kept }
            _ = try positions(of: tensor)
        }
    }

    @Test(
        arguments: [
            ([0, 3], nil), ([3, 0], nil), ([2, 3], nil), ([40], nil), ([], nil),
            ([2, 20], "bitmask"), ([40, 40], "bitmask"), ([40, 40, 2, 2], "bitmask"),
        ] as [([Int], String?)])
    func packsWhatIsLargeEnoughAndHasAxes(shape: [Int], code: String?) throws {
        var generator = SeededGenerator(seed: 1)
        let tensor = SampleTensor.random(.float32, shape, using: &generator) { $0 * 7 % 13 < 8 }
        #expect(try positions(of: tensor) == code)
    }

    @Test func choosesTheShortestPositions() throws {
        var generator = SeededGenerator(seed: 5)
        let rare = (0..<6400).map { _ in Int.random(in: 0..<20, using: &generator) == 0 }
        // The place of the one or two elements of each group of four, at the same kernel position.
        let places = (0..<1600).map { _ in Array(0..<4).shuffled(using: &generator) }
        func place(_ element: Int, kernel: Int) -> Int {
            let (row, position) = element.quotientAndRemainder(dividingBy: kernel)
            return places[row / 4 * kernel + position].firstIndex(of: row % 4) ?? 0
        }
        let cases: [(code: String?, shape: [Int], isKept: (Int) -> Bool)] = [
            (nil, [80, 80], { _ in true }), ("rice-0", [80, 80], { _ in false }),
            ("runs", [80, 80], { $0 / 80 % 2 == 0 }), ("bitmask", [80, 80], { $0 * 7 % 13 < 7 }),
            ("rice-4", [80, 80], { rare[$0] }),
            ("2:4", [80, 80], { place($0, kernel: 1) < 2 }),
            ("1:4", [80, 80], { place($0, kernel: 1) < 1 }),
            ("2:4", [80, 8, 5, 2], { place($0, kernel: 10) < 2 }),
            ("1:4", [80, 8, 5, 2], { place($0, kernel: 10) < 1 }),
            ("1:4-flattened", [80, 8, 5, 2], { place($0, kernel: 1) < 1 }),
        ]
        for (code, shape, isKept) in cases {
            let tensor = SampleTensor.random(.float32, shape, using: &generator, isKept: isKept)
            #expect(try positions(of: tensor) == code)
        }
    }

    @Test(arguments: [2, 4, 8, 16, 32]) func choosesBlocks(height: Int) throws {
        var generator = SeededGenerator(seed: 8)
        for (shape, share, code) in [
            ([64, 80], 0.5, "bitmask"), ([32, 20, 3, 3], 0.5, "bitmask"),
            ([64, 80], 0.1, "rice-2"),
        ] {
            let columnCount = shape.dropFirst().reduce(1, *)
            let isKept = (0..<64 / height * columnCount).map { _ in
                Double.random(in: 0..<1, using: &generator) < share
            }
            let tensor = SampleTensor.random(.float32, shape, using: &generator) {
                isKept[$0 / (height * columnCount) * columnCount + $0 % columnCount]
            }
            let found = try positions(of: tensor)
            // With few blocks, chance decides the width of the remainders.
            #expect(found == "\(height)x1-\(code)" || found?.hasPrefix("\(height)x1-rice-") == true)
        }
    }

    /// Outputs that are no multiple of a block have the positions of single elements.
    @Test func findsNoBlocksAmongOtherOutputs() throws {
        var generator = SeededGenerator(seed: 8)
        let kept = (0..<720).map { _ in Bool.random(using: &generator) }
        let tensor = SampleTensor.random(.float32, [35, 80], using: &generator) {
            kept[$0 / 320 * 80 + $0 % 80]
        }
        #expect(try positions(of: tensor) == "bitmask")
    }

    /// Some blocks have fewer elements than others: their values are filled up with zeros.
    @Test func givesBackBlocksThatAreNotFull() throws {
        var generator = SeededGenerator(seed: 8)
        let kept = (0..<1280).map { _ in Int.random(in: 0..<10, using: &generator) == 0 }
        let tensor = SampleTensor.random(.float32, [64, 80], using: &generator) {
            kept[$0 / 320 * 80 + $0 % 80] && $0 % 640 != 7
        }
        #expect(try positions(of: tensor)?.hasPrefix("4x1-") == true)
    }

    /// Some groups have fewer elements than others: their values are filled up with zeros.
    @Test func givesBackGroupsThatAreNotFull() throws {
        var generator = SeededGenerator(seed: 8)
        let tensor = SampleTensor.random(.float32, [64, 64], using: &generator) {
            ($0 + $0 / 64) % 4 == 1 && $0 % 240 != 1
        }
        #expect(try positions(of: tensor) == "1:4")
    }

    @Test func keepsInfinitiesAndWhatIsNoNumber() throws {
        var floats = [Float](repeating: 0, count: 4000)
        for element in stride(from: 0, to: 4000, by: 11) { floats[element] = .nan }
        floats[7] = -.infinity
        for bits in ValueBits.allCases {
            let tensor = SampleTensor("w", [40, 100], floats)
            #expect(try sample.compress(tensor, bits).valueType == .float32)
            #expect(try sample.compressed.bytes(of: "w") == tensor.bytes)
        }
    }

    @Test func losesNothingButTheSignsOfZeros() throws {
        var floats = [Float](repeating: -0.0, count: 4000)
        floats[17] = 1
        let record = try sample.compress(SampleTensor("w", [40, 100], floats))
        #expect(record.negativeZeroCount == 3999 && record.nonzeroCount == 1)
        floats = floats.map { $0 == 0 ? 0 : $0 }
        #expect(
            try sample.compressed.bytes(of: "w") == SampleTensor("w", [40, 100], floats).bytes)
    }

    @Test func leavesEverythingElseAsItIs() throws {
        let zeros = [UInt8](repeating: 0, count: 80_000)
        try sample.write(
            [
                SampleTensor("counts", .int64, [100, 100], bytes: zeros),
                SampleTensor("flags", .bool, [100, 800], bytes: zeros),
                SampleTensor("bias", .float32, [20_000], bytes: zeros),
            ], metadata: ["format": "pt", "a": "b"])
        let records = try sample.compress(.eight)
        #expect(
            Dictionary(uniqueKeysWithValues: records.map { ($0.name, $0.positions) }) == [
                "counts": nil, "flags": nil, "bias": nil,
            ])
        let (dense, file) = (try sample.dense, try sample.compressed)
        #expect(file.names == dense.names && file.metadata == dense.metadata)
        for name in file.names { #expect(try file.bytes(of: name) == dense.bytes(of: name)) }
    }

    @Test func isOneOfTheFilesOfTensors() throws {
        var generator = SeededGenerator(seed: 4)
        let tensor = SampleTensor.weights([100, 40], sparsity: 0.9, using: &generator)
        try sample.write([tensor])
        let record = try #require(sample.compress().first)
        let file = try openTensorFile(at: sample.path)
        #expect(file is CompressedFile)
        #expect(try file.sparsity(of: "w") == sample.dense.sparsity(of: "w"))
        #expect(try file.sparsity(of: "w").zeroCount == 4000 - (record.nonzeroCount ?? 0))
        #expect(try file.floats(of: "w") == sample.dense.floats(of: "w"))
        let missing = "'\(sample.path)' has no tensor 'pdp.table'"
        #expect(message { _ = try file.bytes(of: "pdp.table") } == missing)
    }

    @Test func isReadAsOneOfSeveralFiles() throws {
        var generator = SeededGenerator(seed: 4)
        let tensor = SampleTensor.weights([100, 40], sparsity: 0.9, using: &generator)
        try sample.write([tensor])
        try sample.compress()
        let index = #"{"weight_map": {"w": "compressed.safetensors"}}"#
        try sample.folder.write(Array(index.utf8), to: "model.safetensors.index.json")
        let file = try openTensorFile(at: sample.folder.path("model.safetensors.index.json"))
        #expect(try file.bytes(of: "w") == tensor.bytes)
    }

    /// Packing what has been packed gives the same file again.
    @Test func isWrittenTheSameFromItself() throws {
        var generator = SeededGenerator(seed: 6)
        try sample.write([.weights([100, 40], sparsity: 0.9, using: &generator)])
        try sample.compress()
        let again = sample.folder.path("again.safetensors")
        try CompressedWriter(of: sample.compressed).write(to: again)
        #expect(try readFile(at: again) == readFile(at: sample.path))
    }
}
