import Datasets
import Testing

@Suite struct ImageCropTests {
    private func windows(
        of crop: RandomResizedCrop, width: Int, height: Int, count: Int = 2000
    ) -> [CropWindow] {
        var random = SeededRandom(seed: 2)
        return (0..<count).map { _ in
            crop.window(width: width, height: height, random: &random)
        }
    }

    @Test func drawnPartsHaveTheAllowedAreaAndShape() {
        let windows = windows(of: RandomResizedCrop(size: 10), width: 400, height: 300)
        for window in windows {
            let (columns, rows) = (window.columns.source, window.rows.source)
            #expect(columns.lowerBound >= 0 && columns.upperBound <= 400)
            #expect(rows.lowerBound >= 0 && rows.upperBound <= 300)
            // Both sides are rounded to pixels, and the shortest possible one has 85.
            let area = Double(columns.count * rows.count) / 120_000
            #expect(area > 0.08 * 0.98 && area <= 1)
            let shape = Double(columns.count) / Double(rows.count)
            #expect(shape > 0.75 * 0.98 && shape < 1.02 * 4 / 3)
            #expect(window.columns.resizedCount == 10 && window.columns.kept == 0..<10)
        }
    }

    @Test func drawnPartsCoverTheImage() {
        let windows = windows(of: RandomResizedCrop(), width: 400, height: 300)
        #expect(windows.contains { $0.columns.source.lowerBound == 0 })
        #expect(windows.contains { $0.columns.source.upperBound == 400 })
        #expect(windows.contains { $0.rows.source.lowerBound == 0 })
        #expect(windows.contains { $0.rows.source.upperBound == 300 })
        let centers = windows.map { $0.columns.source.lowerBound + $0.columns.source.upperBound }
        let mean = Double(centers.reduce(0, +)) / Double(2 * centers.count)
        // The deviation of one centre is below 400/√12, that of the mean of 2000 below 2.6.
        #expect(abs(mean - 200) < 4 * 2.6)
    }

    @Test(arguments: [
        (1000, 100, 433..<566, 0..<100), (100, 1000, 0..<100, 433..<566),
        (1, 1, 0..<1, 0..<1), (1, 500, 0..<1, 249..<250),
    ]) func fallsBackToTheMiddle(
        width: Int, height: Int, columns: Range<Int>, rows: Range<Int>
    ) {
        // The whole area never fits an image of another shape.
        let crop = RandomResizedCrop(scale: 1...1)
        for window in windows(of: crop, width: width, height: height, count: 20) {
            #expect(window.columns.source == columns)
            #expect(window.rows.source == rows)
        }
    }

    @Test(arguments: ImageGolden.cases("cropped")) func cropsAndResizesAsPillowDoes(
        golden: ImageGolden.Case
    ) throws {
        let box = try #require(golden.box).map { Int($0) }
        let window = CropWindow(
            columns: .init(source: box[0]..<box[2], resizedCount: golden.width),
            rows: .init(source: box[1]..<box[3], resizedCount: golden.height))
        try expectPixels(of: golden, window: window)
    }

    @Test(arguments: ImageGolden.cases("centered")) func cutsOutTheMiddleAsTorchvisionDoes(
        golden: ImageGolden.Case
    ) throws {
        let crop = CenterCrop(size: golden.width, resizeTo: try #require(golden.side))
        var random = SeededRandom(seed: 0)
        let file = try ImageGolden.file(golden.file)
        let window = crop.window(width: file.width, height: file.height, random: &random)
        try expectPixels(of: golden, window: window)
    }

    @Test(arguments: ImageGolden.cases("measured")) func decodesAtFullSizeToMeasure(
        golden: ImageGolden.Case
    ) throws {
        let side = try #require(golden.side)
        let file = try ImageGolden.file(golden.file)
        func pixels(_ transforms: ImageTransforms) throws -> [UInt8] {
            var planes = [UInt8](repeating: 0, count: 3 * golden.width * golden.height)
            var random = SeededRandom(seed: 0)
            try planes.withUnsafeMutableBufferPointer {
                try transforms.apply(to: file, random: &random, into: $0)
            }
            return ImageGolden.interleaved(planes)
        }
        let exact = try pixels(.evaluation(size: golden.width, resizeTo: side))
        #expect(exact == golden.pixels)
        let scaled = try pixels(
            ImageTransforms(crop: CenterCrop(size: golden.width, resizeTo: side)))
        #expect(try #require(ImageGolden.difference(scaled, golden.pixels)) > 1)
    }

    /// Expects Pillow's pixels, and the same ones mirrored.
    private func expectPixels(of golden: ImageGolden.Case, window: CropWindow) throws {
        let file = try ImageGolden.file(golden.file)
        let (width, height) = (golden.width, golden.height)
        var planes = [UInt8](repeating: 0, count: 3 * width * height)
        try planes.withUnsafeMutableBufferPointer {
            try file.decode(window: window, isMirrored: false, into: $0)
        }
        #expect(ImageGolden.interleaved(planes) == golden.pixels)
        var mirrored = planes
        try mirrored.withUnsafeMutableBufferPointer {
            try file.decode(window: window, isMirrored: true, into: $0)
        }
        for row in 0..<3 * height {
            let line = row * width..<(row + 1) * width
            #expect(Array(mirrored[line]) == planes[line].reversed())
        }
    }

    @Test func scaledDecodingStaysCloseToTheFullOne() throws {
        let file = try ImageGolden.file("rgb.jpg")
        let window = CropWindow(
            columns: .init(source: 3..<51, resizedCount: 12),
            rows: .init(source: 2..<36, resizedCount: 8))
        var planes = [UInt8](repeating: 0, count: 3 * 12 * 8)
        try planes.withUnsafeMutableBufferPointer {
            try file.decode(window: window, isMirrored: false, into: $0)
        }
        let full = Resampling.bilinear(
            try file.decode(), box: ResamplingBox(left: 3, top: 2, right: 51, bottom: 36),
            width: 12, height: 8)
        let differences = zip(ImageGolden.interleaved(planes), full.pixels)
            .map { abs(Double($0) - Double($1)) }
        // Another low-pass filter, so no equality; a shift by half a pixel would cost 10 levels.
        #expect(differences.reduce(0, +) / Double(differences.count) < 4)
        #expect(differences.contains { $0 > 0 })
    }

    @Test(arguments: [
        (
            CenterCrop(size: 0) as any ImageCrop,
            "setting 'crop.size' is 0; it must be at least 1"
        ),
        (
            CenterCrop(size: 9, resizeTo: 8),
            "setting 'crop.resizedSide' is 8; it must be at least 9, the size of the crop"
        ),
        (RandomResizedCrop(size: 0), "setting 'crop.size' is 0; it must be at least 1"),
        (
            RandomResizedCrop(scale: 0...1),
            "setting 'crop.scale' is 0.0...1.0; it must be above 0 and at most 1"
        ),
        (
            RandomResizedCrop(ratio: 0...1),
            "setting 'crop.ratio' is 0.0...1.0; it must be finite and above 0"
        ),
    ]) func refusesSettingsOutOfRange(crop: any ImageCrop, message: String) {
        let error = #expect(throws: DatasetError.self) { try crop.check() }
        #expect(error?.description == message)
    }
}
