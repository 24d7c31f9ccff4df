import Datasets
import Testing

@Suite struct ImagePlacementTests {
    private static let shape = ImageShape(channelCount: 2, height: 3, width: 4)
    private static let normalization = Normalization(mean: [0.25, 0.5], deviation: [0.5, 2])

    /// Pads, cuts, mirrors and normalises pixel by pixel, as the definitions say.
    private func reference(_ source: [UInt8], _ placement: ImagePlacement) -> [Float] {
        let shape = Self.shape
        var result: [Float] = []
        for channel in 0..<shape.channelCount {
            for row in 0..<shape.height {
                for column in 0..<shape.width {
                    let unmirrored = placement.isMirrored ? shape.width - 1 - column : column
                    let sourceRow = row + placement.rowOffset
                    let sourceColumn = unmirrored + placement.columnOffset
                    let isInside =
                        (0..<shape.height).contains(sourceRow)
                        && (0..<shape.width).contains(sourceColumn)
                    let position =
                        (channel * shape.height + sourceRow) * shape.width + sourceColumn
                    let pixel = isInside ? Float(source[position]) / 255 : 0
                    result.append(
                        (pixel - Self.normalization.mean[channel])
                            / Self.normalization.deviation[channel])
                }
            }
        }
        return result
    }

    @Test(arguments: -4...4, -5...5)
    func equalsTheReference(rowOffset: Int, columnOffset: Int) {
        let source = (1...24).map { UInt8($0 * 10) }
        let table = Self.normalization.table()
        for isMirrored in [false, true] {
            let placement = ImagePlacement(
                rowOffset: rowOffset, columnOffset: columnOffset, isMirrored: isMirrored)
            var result = [Float](repeating: .nan, count: 24)
            source.withUnsafeBufferPointer { source in
                table.withUnsafeBufferPointer { table in
                    result.withUnsafeMutableBufferPointer {
                        placement.place(source, into: $0, shape: Self.shape, table: table)
                    }
                }
            }
            #expect(result == reference(source, placement))
        }
    }

    @Test func cropsReachEveryOffsetAndNoOther() {
        let augmentation = Augmentation(crop: RandomCrop(padding: 2))
        var random = SeededRandom(seed: 1)
        let placements = Set((0..<1000).map { _ in augmentation.placement(random: &random) })
        #expect(placements.count == 25)
        #expect(placements.allSatisfy { abs($0.rowOffset) <= 2 && abs($0.columnOffset) <= 2 })
    }

    @Test(arguments: [(Float(0), 0...0), (0.5, 400...600), (1, 1000...1000)])
    func flipsAsOftenAsAsked(probability: Float, allowed: ClosedRange<Int>) {
        let augmentation = Augmentation(flip: HorizontalFlip(probability: probability))
        var random = SeededRandom(seed: 1)
        let mirrored = (0..<1000).count { _ in
            augmentation.placement(random: &random).isMirrored
        }
        #expect(allowed.contains(mirrored))
    }
}
