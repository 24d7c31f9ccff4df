import Datasets
import Testing

@Suite struct GlyphGeneratorTests {
    @Test func equalSeedsGiveEqualPictures() throws {
        let first = try GlyphGenerator(seed: 4).dataset(count: 100, split: .training)
        let second = try GlyphGenerator(seed: 4).dataset(count: 100, split: .training)
        #expect(first.pixels == second.pixels)
    }

    @Test func seedAndSplitChangeEveryPicture() throws {
        let base = try GlyphGenerator(seed: 4).dataset(count: 50, split: .training)
        let otherSeed = try GlyphGenerator(seed: 5).dataset(count: 50, split: .training)
        let otherSplit = try GlyphGenerator(seed: 4).dataset(count: 50, split: .test)
        for image in 0..<50 {
            let range = image * 784..<(image + 1) * 784
            #expect(base.pixels[range] != otherSeed.pixels[range])
            #expect(base.pixels[range] != otherSplit.pixels[range])
        }
    }

    @Test func aLongerDatasetStartsWithAShorterOne() throws {
        let generator = try GlyphGenerator(seed: 4)
        let short = try generator.dataset(count: 33, split: .test)
        let long = try generator.dataset(count: 100, split: .test)
        #expect(long.prefix(33).pixels == short.pixels)
    }

    @Test(arguments: [2, 10, 16]) func classesTakeTurns(classCount: Int) throws {
        let images = try GlyphGenerator(classCount: classCount).dataset(count: 64, split: .test)
        #expect(images.labels == (0..<64).map { UInt8($0 % classCount) })
        #expect(Set(images.classNames).count == classCount)
    }

    @Test func everyClassHasItsOwnCleanShape() throws {
        let images = try GlyphGenerator(classCount: 16, difficulty: .clean)
            .dataset(count: 16, split: .test)
        for first in 0..<16 {
            let firstPixels = images.pixels[first * 784..<(first + 1) * 784]
            #expect(firstPixels.max() ?? 0 > 150)
            for second in 0..<first {
                let secondPixels = images.pixels[second * 784..<(second + 1) * 784]
                let differing = zip(firstPixels, secondPixels).count {
                    abs(Int($0) - Int($1)) > 100
                }
                #expect(differing > 4, "classes \(first) and \(second)")
            }
        }
    }

    @Test func noiseChangesTheGroundOnlyWhereItIsAllowed() throws {
        let clean = try GlyphGenerator(difficulty: .clean).dataset(count: 20, split: .test)
        let noisy = try GlyphGenerator(difficulty: GlyphDifficulty(noise: 0.2))
            .dataset(count: 20, split: .test)
        #expect(clean.pixels.count { $0 == 0 } > noisy.pixels.count { $0 == 0 })
        for image in 0..<20 { #expect(clean.pixels[image * 784] == 0) }
    }

    @Test(arguments: [1, 17]) func namesAClassCountWithoutShapes(classCount: Int) {
        let error = #expect(throws: DatasetError.self) {
            try GlyphGenerator(classCount: classCount)
        }
        #expect(
            error?.description == "setting 'classCount' is \(classCount); it must be in 2...16")
    }

    @Test(arguments: [
        (
            GlyphDifficulty(noise: -1),
            "'difficulty.noise' is -1.0; it must be finite and at least 0"
        ),
        (GlyphDifficulty(fading: 1.5), "'difficulty.fading' is 1.5; it must be in 0...1"),
        (
            GlyphDifficulty(strayStrokeCount: -2),
            "'difficulty.strayStrokeCount' is -2; it must be at least 0"
        ),
    ])
    func namesTheAmountThatIsOutOfRange(difficulty: GlyphDifficulty, message: String) {
        let error = #expect(throws: DatasetError.self) {
            try GlyphGenerator(difficulty: difficulty)
        }
        #expect(error?.description == "setting " + message)
    }

    @Test func namesAnEmptyDataset() throws {
        let generator = try GlyphGenerator()
        let error = #expect(throws: DatasetError.self) {
            try generator.dataset(count: 0, split: .test)
        }
        #expect(error?.description == "setting 'count' is 0; it must be at least 1")
    }
}
