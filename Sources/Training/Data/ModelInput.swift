import Models
import Tensors

/// What a network has to know of its examples.
public enum ModelInput: Equatable, Sendable, CustomStringConvertible {
    /// Images of one shape.
    case images(ImageInput)

    /// The examples in a few words, such as `images 1 × 28 × 28`.
    public var description: String {
        switch self {
        case .images(let images):
            "images " + images.shape.map(String.init).joined(separator: " × ")
        }
    }

    /// Whether a network for these takes `other` as well: means and deviations do not matter.
    func takes(_ other: ModelInput) -> Bool {
        switch (self, other) {
        case (.images(let own), .images(let other)): own.shape == other.shape
        }
    }

    /// Makes the network called `name`, with random weights, for examples like these.
    ///
    /// - Throws: `ModelError` if there is none.
    func makeClassifier(_ name: String, classCount: Int) throws -> Classifier {
        switch self {
        case .images(let images):
            Classifier(try ImageNetwork.named(name).make(images.shape.first ?? 1, classCount))
        }
    }

    /// The inputs of one example of zeros, to follow it through a network.
    func blankInputs() throws -> [Tensor] {
        switch self {
        case .images(let images): [try Tensor.zeros([1] + images.shape)]
        }
    }
}

/// How images come to a network.
public struct ImageInput: Codable, Equatable, Sendable {
    /// Channels, height and width.
    public var shape: [Int]

    /// The mean of each channel that is subtracted, of pixels in `0...1`.
    public var mean: [Float]

    /// The deviation of each channel that is divided by, of pixels in `0...1`.
    public var deviation: [Float]
}
