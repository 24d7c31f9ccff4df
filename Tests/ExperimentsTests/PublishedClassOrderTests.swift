import Datasets
import Experiments
import Files
import Layers
import Models
import Reports
import Tensors
import TestSupport
import Testing
import Training

/// Runs from a network that says class 0 of everything, beside a file that names it.
@Suite struct PublishedClassOrderTests {
    private let folder: TemporaryFolder
    private var recipe = Recipe()

    /// How many of the ten test sentences are of each class; in training there are twice as many.
    private static let counts = ["contradiction": 5, "entailment": 3, "neutral": 2]

    init() throws {
        folder = try TemporaryFolder()
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "film"]
        try AtomicFile.write(tokens.joined(separator: "\n").utf8, to: folder.path("vocab.txt"))
        for (file, factor) in [("train.tsv", 2), ("dev.tsv", 1)] {
            let rows = Self.counts.sorted { $0.key < $1.key }.flatMap { name, count in
                [String](repeating: "a film\t\(name)", count: count * factor)
            }
            let text = (["text\tname"] + rows).joined(separator: "\n")
            try AtomicFile.write(text.utf8, to: folder.path(file))
        }
        let network = try LanguageNetwork.named("bert-tiny").make(vocabularySize: 7, classCount: 3)
        try network.sayClassZero()
        try network.stateDictionary().write(to: folder.path("weights.safetensors"))
        recipe.network = "bert-tiny"
        recipe.initialWeights = folder.path("weights.safetensors")
        recipe.epochs = 0
        recipe.data.kind = "table"
        recipe.data.columns = SentenceColumns(sentence1: "text", label: "name")
        recipe.data.maximumLength = 12
    }

    private func write(_ names: [String], to file: String = "config.json") throws {
        let members = names.enumerated().map { "\"\($0)\": \"\($1)\"" }.joined(separator: ", ")
        try AtomicFile.write("{\"id2label\": {\(members)}}".utf8, to: folder.path(file))
    }

    private func run(
        _ recipe: Recipe, in name: String = "run", note: @escaping (String) -> Void = { _ in }
    ) throws -> RunReport {
        let data = try DataSources.open(for: recipe, folder: folder.path)
        var observer = RunObserver()
        observer.note = note
        return try TrainingRun(
            recipe: recipe, data: data, folder: RunFolder(path: folder.path(name))
        ).run(observer: observer)
    }

    private static let orders = [
        ["contradiction", "neutral", "entailment"], ["neutral", "entailment", "contradiction"],
        ["Entailment", "CONTRADICTION", "neutral"], ["contradiction", "entailment", "neutral"],
    ]

    @Test(arguments: orders) func areThoseOfTheWeights(names: [String]) throws {
        try write(names)
        let report = try run(recipe)
        let own = names.map { $0.lowercased() }
        let share = Double(try #require(Self.counts[own[0]])) / 10
        #expect(report.summary.score == share)
        #expect(report.summary.initialWeights?.results?["accuracy"] == share)
        #expect(report.classes?.map(\.name) == own)
        #expect(report.classes?.map(\.count) == own.compactMap { Self.counts[$0] })
        let written = RunFolder(path: folder.path("run"))
        let configuration = String(
            decoding: try readFile(at: written.networkConfiguration), as: UTF8.self)
        #expect(try PublishedClasses(json: configuration)?.names == own)
        let saved = try SavedModel(path: written.model)
        #expect(saved.description.classNames == own)
        #expect(try saved.evaluate(dataFolder: folder.path).accuracy == share)
        let data = try DataSources.open(recipe.data, folder: folder.path)
        #expect(try saved.evaluate(on: data).accuracy == share)
    }

    @Test(arguments: orders) func areThoseOfTheWeightsInTrainingToo(names: [String]) throws {
        try write(names)
        var recipe = recipe
        recipe.epochs = 1
        recipe.batchSize = 4
        recipe.optimizer.kind = "adamw"
        recipe.optimizer.learningRate = 1e-9
        let report = try run(recipe)
        let share = Double(try #require(Self.counts[names[0].lowercased()])) / 10
        #expect(report.epochs.map { $0.trainingMetrics["accuracy"] } == [share])
        #expect(report.epochs.map { $0.validationMetrics["accuracy"] } == [share])
    }

    @Test func goOnWithAModelOfThisPackage() throws {
        try write(Self.orders[1])
        _ = try run(recipe, in: "first")
        // Without a file beside it, the model says itself what its classes are.
        try AtomicFile.write(
            readFile(at: RunFolder(path: folder.path("first")).model),
            to: folder.path("first/checkpoint/model.safetensors"))
        var next = recipe
        next.initialWeights = folder.path("first/checkpoint/model.safetensors")
        #expect(try run(next, in: "second").summary.score == 0.2)
    }

    @Test func aNamedConfigurationGoesBeforeItsNeighbour() throws {
        try write(Self.orders[1])
        _ = try run(recipe, in: "first")
        try write(Self.orders[2])
        var next = recipe
        next.network = "bert"
        next.networkConfiguration = RunFolder(path: folder.path("first")).networkConfiguration
        #expect(try run(next, in: "second").summary.score == 0.2)
    }

    @Test(arguments: [
        ["LABEL_0", "LABEL_1", "LABEL_2"], ["0", "1", "2"], ["LABEL_0", "LABEL_1"],
    ])
    func genericNamesChangeNothing(names: [String]) throws {
        try write(names)
        var notes: [String] = []
        let report = try run(recipe) { notes.append($0) }
        #expect(report.summary.score == 0.5)
        #expect(notes == [])
    }

    @Test func saysWhichOrderWasFollowed() throws {
        try write(Self.orders[1])
        var notes: [String] = []
        _ = try run(recipe) { notes.append($0) }
        #expect(
            notes == [
                "the classes have the order of '\(folder.path("config.json"))': "
                    + "'neutral', 'entailment', 'contradiction'"
            ])
    }

    @Test(arguments: [
        ["negative", "neutral", "positive"], ["entailment", "neutral", "contradictions"],
        ["entailment", "neutral", "neutral"], ["entailment", "not_entailment"],
    ])
    func otherNamesAreRefused(names: [String]) throws {
        try write(names)
        let found = names.map { "'\($0)'" }.joined(separator: ", ")
        #expect(
            message { _ = try run(recipe) }
                == "'id2label' of '\(folder.path("config.json"))' names \(names.count) classes "
                + "(\(found)); they must be the 3 of the data "
                + "('contradiction', 'entailment', 'neutral'), in any order")
        #expect(try !folder.names.contains("run"))
    }

    @Test(arguments: [2, 4, 5]) func aNumberThatDiffersIsRefusedUnlessTheClassesStartAnew(
        count: Int
    ) throws {
        let network = try LanguageNetwork.named("bert-tiny").make(
            vocabularySize: 7, classCount: count)
        try network.stateDictionary().write(to: folder.path("weights.safetensors"))
        let names = (0..<count).map { "mood \($0)" }
        try write(names)
        let place = "'\(folder.path("config.json"))'"
        let found = names.map { "'\($0)'" }.joined(separator: ", ")
        #expect(
            message { _ = try run(recipe) }
                == "'id2label' of \(place) names \(count) classes (\(found)); they must be the 3 of the "
                + "data ('contradiction', 'entailment', 'neutral'), in any order")
        var lenient = recipe
        lenient.allowsPartialWeights = true
        var notes: [String] = []
        let report = try run(lenient) { notes.append($0) }
        #expect(report.classes?.map(\.name) == ["contradiction", "entailment", "neutral"])
        #expect(
            notes.contains(
                "the class layer starts at random; the names of \(place) are not used"))
    }

    @Test(arguments: ["{", "[]", ""]) func aFileThatIsNoObjectIsNamed(text: String) throws {
        try AtomicFile.write(text.utf8, to: folder.path("config.json"))
        #expect(
            message { _ = try run(recipe) }
                == "'\(folder.path("config.json"))' is not a JSON object")
    }

    @Test(arguments: [(false, false), (true, true), (false, true), (true, false)])
    func caseIsThatOfTheTokenizer(isLowerCasing: Bool, isCased: Bool) throws {
        let file = folder.path("tokenizer_config.json")
        try AtomicFile.write("{\"do_lower_case\": \(isLowerCasing)}".utf8, to: file)
        var recipe = recipe
        recipe.data.isCased = isCased
        let text = message { _ = try run(recipe) }
        let refusal =
            "'data.cased' is \(isCased); it must be \(!isCased), because 'do_lower_case' of "
            + "'\(file)' is \(isLowerCasing)"
        #expect(text == (isLowerCasing == isCased ? refusal : nil))
    }

    @Test(arguments: [
        ("{\"do_lower_case\": 1}", "'do_lower_case' of 'PATH' is 1; it must be true or false"),
        ("{\"do_lower_case\": true", "'PATH' is not a JSON object"), ("{}", nil),
        ("{\"do_lower_case\": null}", nil),
    ])
    func aTokenizerThatCannotBeUnderstoodIsNamed(text: String, refusal: String?) throws {
        let file = folder.path("tokenizer_config.json")
        try AtomicFile.write(text.utf8, to: file)
        let found = message { _ = try run(recipe) }
        #expect(found == refusal?.replacing("PATH", with: file))
    }

    @Test(arguments: ["weights", "vocabulary", "configuration"])
    func tokenizersAreFoundBesideWhatIsNamed(what: String) throws {
        var recipe = recipe
        try makeFolder(at: folder.path("other"))
        switch what {
        case "weights":
            try copy("weights.safetensors")
            recipe.initialWeights = folder.path("other/weights.safetensors")
        case "vocabulary":
            try copy("vocab.txt")
            recipe.data.vocabulary = folder.path("other/vocab.txt")
        default:
            _ = try run(recipe, in: "first")
            try AtomicFile.write(
                readFile(at: folder.path("first/config.json")), to: folder.path("other/config.json")
            )
            recipe.network = "bert"
            recipe.networkConfiguration = folder.path("other/config.json")
        }
        let file = folder.path("other/tokenizer_config.json")
        try AtomicFile.write("{\"do_lower_case\": false}".utf8, to: file)
        #expect(
            message { _ = try run(recipe) }
                == "'data.cased' is false; it must be true, because 'do_lower_case' of '\(file)' is "
                + "false")
    }

    private func copy(_ name: String) throws {
        try AtomicFile.write(readFile(at: folder.path(name)), to: folder.path("other/\(name)"))
    }

    @Test func theLastParameterOfANetworkBelongsToItsClasses() throws {
        for network in ImageNetwork.all {
            let last = try network.make(3, 7).namedParameters.last
            #expect(try #require(last).parameter.tensor.shape == [7], "\(network.name)")
        }
        let bert = try LanguageNetwork.named("bert-tiny").make(vocabularySize: 7, classCount: 6)
        #expect(bert.namedParameters.last?.path == "classifier.bias")
    }
}

extension Module {
    /// Gives the last layer a bias for class 0 and no weights.
    func sayClassZero() throws {
        try withoutGradients {
            for named in namedParameters.suffix(2) {
                let tensor = named.parameter.tensor
                var values = [Float](repeating: 0, count: tensor.count)
                if tensor.shape.count == 1 { values[0] = 9 }
                try tensor.copy(from: Tensor(values, shape: tensor.shape))
            }
        }
    }
}
