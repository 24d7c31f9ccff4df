import Layers
import Tensors
import TestSupport
import Testing

@Suite struct LayerShapeTests {
    @Test func followsTheSettingsOfAConvolution() throws {
        let input = try Tensor.zeros([2, 4, 9, 9])
        let plain = try Convolution2D(4, 6, size: 3)
        #expect(plain.weight.tensor.shape == [6, 4, 3, 3])
        #expect(try plain(input).shape == [2, 6, 7, 7])
        let strided = try Convolution2D(4, 6, size: 3, stride: 2, padding: 1)
        #expect(try strided(input).shape == [2, 6, 5, 5])
        let dilated = try Convolution2D(4, 6, size: 3, dilation: 2)
        #expect(try dilated(input).shape == [2, 6, 5, 5])
        let grouped = try Convolution2D(4, 6, size: 1, groups: 2, hasBias: false)
        #expect(grouped.weight.tensor.shape == [6, 2, 1, 1] && grouped.bias == nil)
        #expect(try grouped(input).shape == [2, 6, 9, 9])
    }

    @Test func windowsMayBeRectangular() throws {
        let input = try Tensor.zeros([1, 2, 9, 9])
        let row = try Convolution2D(2, 3, height: 1, width: 7, horizontalPadding: 3)
        #expect(row.weight.tensor.shape == [3, 2, 1, 7])
        #expect(try row(input).shape == [1, 3, 9, 9])
        let column = try Convolution2D(2, 3, height: 5, width: 1, padding: 2)
        #expect(try column(input).shape == [1, 3, 9, 9])
        let bare = try Convolution2D(2, 3, height: 2, width: 4, stride: 2, hasBias: false)
        #expect(try bare(input).shape == [1, 3, 4, 3])
    }

    /// Each output is the number of the pixels that a window of ones sees.
    @Test func padsAtTheBottomAndOnTheRightFirst() throws {
        func counts(_ shape: [Int], size: Int, stride: Int, dilation: Int = 1) throws -> [Float] {
            let layer = try SamePaddedConvolution2D(
                Convolution2D(1, 1, size: size, stride: stride, dilation: dilation, hasBias: false))
            try withoutGradients { try layer.convolution.weight.tensor.fill(1) }
            return try layer(Tensor.full([1, 1] + shape, 1)).elements()
        }
        #expect(try counts([4, 4], size: 3, stride: 2) == [9, 6, 6, 4])
        #expect(try counts([3, 3], size: 3, stride: 2) == [4, 4, 4, 4])
        #expect(try counts([1, 4], size: 3, stride: 1) == [2, 3, 3, 2])
        #expect(try counts([4, 1], size: 2, stride: 1) == [2, 2, 2, 1])
        #expect(try counts([1, 5], size: 3, stride: 1, dilation: 2) == [2, 2, 3, 2, 2])
        #expect(try counts([3, 1], size: 1, stride: 2) == [1, 1])
        let layer = try SamePaddedConvolution2D(Convolution2D(1, 1, size: 1))
        #expect(layer.namedParameters.map(\.path) == ["weight", "bias"])
    }

    @Test func mapsTheLastAxisInALinearLayer() throws {
        #expect(try Linear(3, 5)(Tensor.zeros([2, 7, 3])).shape == [2, 7, 5])
    }

    @Test func pools() throws {
        let input = try floats((1...16).map(Float.init), [1, 1, 4, 4])
        #expect(try MaxPool2D(size: 2)(input).elements() == [Float(6), 8, 14, 16])
        #expect(try MaxPool2D(size: 3, stride: 1)(input).elements() == [Float(11), 12, 15, 16])
        #expect(try AveragePool2D(size: 2)(input).elements() == [Float(3.5), 5.5, 11.5, 13.5])
        #expect(try GlobalAveragePool2D()(input).elements() == [Float(8.5)])
        #expect(try Flatten()(input).shape == [1, 16])
    }

    @Test func activates() throws {
        let input = try floats([-1, 0, 7])
        #expect(try ReLU()(input).elements() == [Float(0), 0, 7])
        #expect(try ReLU6()(input).elements() == [Float(0), 0, 6])
        #expect(try GELU()(input).elements() == input.gelu().elements(as: Float.self))
    }

    @Test func appliesASequenceInOrder() throws {
        let input = try floats([-1, 7])
        #expect(try Sequential([ReLU6(), Negation()])(input).elements() == [Float(0), -6])
        #expect(try Sequential([Negation(), ReLU6()])(input).elements() == [Float(1), 0])
        #expect(try Sequential([])(input).elements() == [Float(-1), 7])
    }

    private final class Negation: Layer {
        func callAsFunction(_ input: Tensor) throws -> Tensor { try input * -1 }
    }

    @Test func namesTheOperatorThatRefusesTheInput() throws {
        let layer = try Linear(3, 5)
        #expect(
            message { _ = try layer(Tensor.zeros([2, 4])) }
                == "aten::linear: mat1 and mat2 shapes cannot be multiplied (2x4 and 3x5)")
    }
}
