import Tensors
import TestSupport
import Testing

@Suite struct MemoryFormatTests {
    /// Operators after the first one go on in the order of the images, those of one channel too.
    @Test(arguments: [1, 3]) func convolutionsKeepChannelsLast(channels: Int) throws {
        let images = try Tensor.randomNormal([4, channels, 8, 8])
        let weights = try Tensor.randomNormal([16, channels, 3, 3])
        let windows = Windows([3, 3], padding: 1)
        let plain = try images.convolution(weight: weights, bias: nil, windows: windows)
        let laidOut = try images.laidOut(.channelsLast)
        let result = try laidOut.convolution(weight: weights, bias: nil, windows: windows)
        #expect(plain.isContiguous && !result.isContiguous)
        #expect(try laidOut.elements(as: Float.self) == images.elements(as: Float.self))
        let differences = try zip(plain.elements(as: Float.self), result.elements(as: Float.self))
            .map { abs($0 - $1) }
        #expect(differences.allSatisfy { $0 < 1e-4 })
    }

    @Test func otherTensorsStayAsTheyAre() throws {
        let rows = try Tensor.randomNormal([4, 8])
        #expect(try rows.laidOut(.channelsLast).isContiguous)
        let images = try Tensor.randomNormal([2, 3, 4, 4])
        #expect(try images.laidOut(.contiguous).isContiguous)
    }
}
