import Datasets
import Files
import Foundation
import Graphs
import ONNXFiles
import Prediction
import Sparsity
import TestSupport
import Testing

/// Networks whose classes can be told by hand: the mean of each colour of an image, and words.
@Suite struct ClassifierTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes a network of photographs that gives the mean of each channel.
    @discardableResult
    private func writeColours(
        _ name: String = "net.onnx", shape: [Graphs.Dimension] = ["batch", 3, 8, 8],
        card: String? = nil, isSoftmax: Bool = false
    ) throws -> String {
        let isLast = shape[3] == 3
        var nodes = [
            Node(
                .reduce(.mean, axes: isLast ? [1, 2] : [2, 3], keepsAxes: false), inputs: ["x"],
                outputs: ["means"])
        ]
        if isSoftmax {
            nodes.append(Node(.softmax(axis: -1), inputs: ["means"], outputs: ["shares"]))
        }
        try ONNXWriter().write(
            Graph(
                inputs: [.init("x", TensorType(.float32, shape))],
                outputs: [isSoftmax ? "shares" : "means"], nodes: nodes,
                metadata: card.map { [SparsityPromise.modelKey: $0] } ?? [:]),
            to: folder.path(name))
        return folder.path(name)
    }

    /// An image of one colour in the format PPM, without a file.
    private func image(
        _ red: UInt8, _ green: UInt8, _ blue: UInt8, width: Int = 8, height: Int = 8
    ) throws -> ImageFile {
        let pixels = (0..<width * height).flatMap { _ in [red, green, blue] }
        return try ImageFile(
            bytes: Array("P6 \(width) \(height) 255\n".utf8) + pixels, name: "colour.ppm")
    }

    private let card = """
        {"network": "own", "dataset": "colours", "classNames": ["red", "green", "blue"],
        "input": {"images": {"shape": [3, 8, 8], "mean": [0.5, 0, 0], "deviation": [0.5, 1, 2]}}}
        """

    @Test func preparesImagesAsTheModelSays() throws {
        let classifier = try Classifier(writeColours(card: card))
        #expect(classifier.classNames == ["red", "green", "blue"] && classifier.takesImages)
        #expect(classifier.inputText == "images 3 × 8 × 8")
        // Normalised: 0.2, 0.4 and 0.5.
        let ranked = try classifier.classify(image(153, 102, 255))
        #expect(ranked.map(\.name) == ["blue", "green", "red"])
        let shares = [0.2, 0.4, 0.5].map { exp($0) }
        let expected = shares.reversed().map { $0 / shares.reduce(0, +) }
        for (found, share) in zip(ranked, expected) {
            #expect(abs(found.probability - share) < 1e-6)
        }
    }

    /// A blue frame of two pixels around a red square is cut off where the shorter side becomes 12.
    @Test(arguments: [(#", "resizedSide": 12"#, "red"), ("", "blue")])
    func cutsOutTheMiddle(key: String, surest: String) throws {
        let pixels = (0..<144).flatMap { place -> [UInt8] in
            let isInside = (2..<10).contains(place % 12) && (2..<10).contains(place / 12)
            return isInside ? [200, 0, 0] : [0, 0, 255]
        }
        let framed = try ImageFile(
            bytes: Array("P6 12 12 255\n".utf8) + pixels, name: "framed.ppm")
        let card = """
            {"classNames": ["red", "green", "blue"], "input": {"images": {"shape": [3, 8, 8],
            "mean": [0, 0, 0], "deviation": [1, 1, 1]\(key)}}}
            """
        #expect(try Classifier(writeColours(card: card)).classify(framed)[0].name == surest)
    }

    /// Nothing is said, so that ImageNet's normalisation holds and classes are numbers.
    @Test(arguments: [["batch", 3, 8, 8], ["batch", 8, 8, 3]] as [[Graphs.Dimension]])
    func takesFilesOfOtherPrograms(shape: [Graphs.Dimension]) throws {
        let path = try writeColours(shape: shape, isSoftmax: true)
        let ranked = try Classifier(path).classify(image(255, 255, 0))
        #expect(ranked.map(\.name) == ["1", "0", "2"])
        let named = try Classifier(
            path, labels: ["r", "g", "b"], normalization: .unit(channelCount: 3))
        let shares = try named.classify(image(255, 0, 0, width: 40, height: 20))
        #expect(shares.map(\.name) == ["r", "g", "b"])
        #expect(abs(shares[0].probability - exp(1) / (exp(1) + 2)) < 1e-6)
    }

    @Test func wrongModelsAndExamplesAreNamed() throws {
        let path = try writeColours()
        #expect(
            message { _ = try Classifier(path, labels: ["a"]) }
                == "there are 1 names of classes; the network in '\(path)' has 3")
        #expect(
            message { _ = try Classifier(path).classify("A sentence.") }
                == "a sentence was given; the network in '\(path)' takes images 3 × 8 × 8")
        let known = try writeColours("known.onnx", card: card)
        #expect(
            message { _ = try Classifier(known, labels: ["a", "b", "c"]) }
                == "names of classes cannot be said of '\(known)', which says it itself")
        let other = try writeColours(
            "other.onnx", card: card.replacingOccurrences(of: ", \"blue\"", with: ""))
        #expect(
            message { _ = try Classifier(other) }
                == "the network in '\(other)' gives 3 numbers for an example; one for each of its 2 "
                + "classes is needed")
        let signals = try writeColours("signals.onnx", shape: ["batch", 5, 8, 8])
        #expect(
            message { _ = try Classifier(signals) }
                == "'\(signals)' does not say what it takes, and it is no network of images: its "
                + "inputs are 'x' of the type float32[batch, 5, 8, 8]")
    }

    private let textCard = """
        {"classNames": ["short", "long"], "input": {"text": {"vocabularySize": 9,
        "vocabularyChecksum": "CHECKSUM", "isCased": false, "maximumLength": 32}}}
        """

    /// Writes a network of sentences: of two classes, the second the surer the more tokens there are.
    private func writeCounter(_ name: String, checksum: String) throws -> String {
        let length: [Graphs.Dimension] = ["batch", "length"]
        let scale = TensorData(floats: [-1, 1], shape: [1, 2])
        try ONNXWriter().write(
            Graph(
                inputs: [
                    .init("input_ids", TensorType(.int64, length)),
                    .init("attention_mask", TensorType(.int64, length)),
                ], outputs: ["y"],
                nodes: [
                    Node(.cast(to: .float32), inputs: ["attention_mask"], outputs: ["mask"]),
                    Node(
                        .reduce(.sum, axes: [1], keepsAxes: true), inputs: ["mask"],
                        outputs: ["count"]),
                    Node(.binary(.sub), inputs: ["count", "few"], outputs: ["more"]),
                    Node(.binary(.mul), inputs: ["more", "scale"], outputs: ["y"]),
                ],
                weights: [
                    "scale": scale,
                    "few": TensorData(floats: [6], shape: []),
                ],
                metadata: [
                    SparsityPromise.modelKey: textCard.replacingOccurrences(
                        of: "CHECKSUM", with: checksum)
                ]),
            to: folder.path(name))
        return folder.path(name)
    }

    @Test func sentencesAreCutIntoTokens() throws {
        let vocabulary = folder.path("vocab.txt")
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "dog", "runs", "."]
        try AtomicFile.write(Array(tokens.joined(separator: "\n").utf8), to: vocabulary)
        let path = try writeCounter("text.onnx", checksum: Checksum(ofFile: vocabulary).digits)
        let classifier = try Classifier(path)
        // With [CLS] and [SEP], 5 tokens are fewer than 6; 7 and 32, to which the last is cut, are more.
        #expect(try classifier.classify("A dog.").map(\.name) == ["short", "long"])
        let pair = try classifier.classify("a dog", "runs.")
        #expect(pair.map(\.name) == ["long", "short"])
        #expect(abs(pair[0].probability - 1 / (1 + exp(-2))) < 1e-6)
        let many = try classifier.classify(
            Array(repeating: "dog", count: 99).joined(separator: " "))
        #expect(abs(many[0].probability - 1 / (1 + exp(-52))) < 1e-6)
        #expect(
            message { _ = try classifier.classify(image(0, 0, 0)) }
                == "an image was given; the network in '\(path)' takes sentences")
    }

    @Test func otherVocabulariesAreRefused() throws {
        let path = try writeCounter("text.onnx", checksum: "0")
        let vocabulary = folder.path("vocab.txt")
        #expect(
            message { _ = try Classifier(path) }
                == "there is no '\(vocabulary)' with the tokens of sentences")
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        try AtomicFile.write(Array(tokens.joined(separator: "\n").utf8), to: vocabulary)
        #expect(
            message { _ = try Classifier(path) }
                == "'\(vocabulary)' has 5 tokens and is not the vocabulary of 9 tokens that "
                + "'\(path)' has learned with")
    }
}
