import Datasets
import FileCommands
import Files
import Prediction
import Reports

extension PredictCommand {
    /// Something to tell the class of.
    enum Example {
        case image(FilePath)
        case sentence(String, String?)

        /// What it is called.
        var name: String {
            switch self {
            case .image(let path): "\(path)"
            case .sentence(let first, let second): second.map { "\(first)\t\($0)" } ?? first
            }
        }

        /// All classes, the surest first.
        func classes(by classifier: Classifier) throws -> [RankedClass] {
            switch self {
            case .image(let path): try classifier.classify(ImageFile(path: path))
            case .sentence(let first, let second): try classifier.classify(first, second)
            }
        }
    }

    /// What was said of an example.
    struct Prediction: Encodable {
        struct Class: Encodable {
            let index: Int
            let name: String
            let probability: Double
        }

        let input: String
        let classes: [Class]

        init(_ example: Example, _ classes: some Sequence<RankedClass>) {
            input = example.name
            self.classes = classes.map {
                Class(index: $0.index, name: $0.name, probability: $0.probability)
            }
        }
    }

    /// The sentence of `--text`, and what is in the files and folders.
    func examples(for classifier: Classifier) throws -> [Example] {
        let first = text.map { [Example.sentence($0, second)] } ?? []
        return try first
            + inputs.flatMap { input in
                try classifier.takesImages ? Self.images(in: input) : Self.sentences(in: input)
            }
    }

    private static func images(in input: String) throws -> [Example] {
        let path = FilePath(input)
        guard status(ofFile: path)?.kind == .folder else { return [.image(path)] }
        let found = try ImageFile.paths(below: path)
        if found.isEmpty { throw Failure(.missingInput, "there is no image in '\(input)'") }
        return found.map { .image($0) }
    }

    private static func sentences(in input: String) throws -> [Example] {
        var lines: [String] = []
        if input == "-" {
            while let line = readLine() { lines.append(line) }
        } else {
            lines = try TextLines.all(of: input)
        }
        return lines.filter { !$0.isEmpty }.map { line in
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            return .sentence(parts.first ?? "", parts.dropFirst().first)
        }
    }

    /// Prints a line for each class of each example, or all as JSON.
    func show(_ predictions: [Prediction]) throws {
        if json { return try Console.printDocument(RecordText.document(of: predictions)) }
        var table = TextTable(columns: [
            .init("input"), .init("class"), .init("probability", alignment: .right),
        ])
        for prediction in predictions {
            for (place, found) in prediction.classes.enumerated() {
                table.append([
                    place == 0 ? prediction.input : "", found.name,
                    NumberText.percent(found.probability),
                ])
            }
        }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
    }
}

extension PredictCommand.NormalizationName {
    /// Mean and deviation of the three channels.
    var values: Normalization {
        switch self {
        case .imagenet: .imageNet
        case .half: Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
        case .unit: .unit(channelCount: 3)
        }
    }
}
