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

/// Runs from a network of images that says class 0 of everything, beside files about it.
@Suite struct PublishedImagesRunTests {
    private let folder: TemporaryFolder
    private var recipe = Recipe()

    init() throws {
        folder = try TemporaryFolder()
        let header = Array("P6 16 16 255\n".utf8)
        for part in ["train", "val"] {
            for (name, count) in [("ants", 3), ("bees", 1)] {
                try makeFolder(at: folder.path("data/\(part)/\(name)"))
                for index in 0..<count {
                    let pixels = (0..<768).map { UInt8(($0 * 7 + index) % 256) }
                    try AtomicFile.write(
                        header + pixels, to: folder.path("data/\(part)/\(name)/\(index).ppm"))
                }
            }
        }
        let network = try ImageNetwork.named("resnet20").make(3, 2)
        try network.sayClassZero()
        try network.stateDictionary().write(to: folder.path("weights.safetensors"))
        recipe.network = "resnet20"
        recipe.initialWeights = folder.path("weights.safetensors")
        recipe.epochs = 0
        recipe.data.kind = "folders"
        recipe.data.imageSize = 16
    }

    /// Runs in the folder `run`, and returns the notes but for those about the weights themselves.
    private func run(_ recipe: Recipe) throws -> (summary: RunSummary, notes: [String]) {
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        let data = try DataSources.open(for: recipe, folder: folder.path("data"))
        let report = try TrainingRun(
            recipe: recipe, data: data, folder: RunFolder(path: folder.path("run"))
        ).run(observer: observer)
        return (report.summary, notes)
    }

    private func saved() throws -> SavedModel {
        try SavedModel(path: RunFolder(path: folder.path("run")).model)
    }

    private func write(_ text: String, to file: String) throws -> String {
        try AtomicFile.write(text.utf8, to: folder.path(file))
        return "'\(folder.path(file))'"
    }

    @Test(arguments: ["folders", "small-images"], [["bees", "ants"], ["ANTS", "bees"]])
    func classesAreThoseOfTheWeights(kind: String, names: [String]) throws {
        var recipe = recipe
        recipe.data.kind = kind
        if kind != "folders" { recipe.data.imageSize = DataRecipe().imageSize }
        _ = try write("{\"label_names\": [\"\(names[0])\", \"\(names[1])\"]}", to: "config.json")
        let share = names[0] == "bees" ? 0.25 : 0.75
        #expect(try run(recipe).summary.score == share)
        #expect(try saved().description.classNames == names.map { $0.lowercased() })
        #expect(try saved().evaluate(dataFolder: folder.path("data")).accuracy == share)
    }

    @Test func identifiersAndWordsCannotBeCompared() throws {
        let place = try write(
            #"{"id2label": {"0": "n01440764", "1": "n01443537"}}"#, to: "config.json")
        #expect(
            try run(recipe).notes == [
                "'id2label' of \(place) cannot be compared with the classes of the data "
                    + "('ants', 'bees'); their order is taken for the same"
            ])
    }

    private static let statistics: [(mean: [Float], deviation: [Float])] = [
        ([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]), ([0.25, 0.5, 0.75], [0.5, 0.25, 1]),
        ([0, 0, 0], [1, 1, 1]),
    ]

    @Test(arguments: statistics, [true, false])
    func normalizationIsThatOfTheWeights(
        statistics: (mean: [Float], deviation: [Float]), isOfTimm: Bool
    ) throws {
        let (mean, deviation) = statistics
        let place =
            isOfTimm
            ? try write(
                "{\"pretrained_cfg\": {\"mean\": \(mean), \"std\": \(deviation)}}",
                to: "config.json")
            : try write(
                "{\"image_mean\": \(mean), \"image_std\": \(deviation)}",
                to: "preprocessor_config.json")
        let notes = try run(recipe).notes
        #expect(notes.count == 1)
        #expect(notes.first?.hasPrefix("the images are normalised with mean ") == true)
        #expect(notes.first?.hasSuffix(", as \(place) says") == true)
        guard case .images(let images) = try saved().description.input else { return }
        #expect(images.mean == mean && images.deviation == deviation)
    }

    @Test(arguments: ["half", "imagenet"])
    func aRecipeThatNamesANormalizationIsObeyed(name: String) throws {
        let place = try write(
            #"{"image_mean": [0, 0, 0], "image_std": [1, 1, 1]}"#, to: "preprocessor_config.json")
        var recipe = recipe
        recipe.data.normalization = name
        // In single precision 0.225 lies just below, and 0.485 just above.
        let own =
            name == "half"
            ? "mean 0.50, 0.50, 0.50 and deviation 0.50, 0.50, 0.50"
            : "mean 0.49, 0.46, 0.41 and deviation 0.23, 0.22, 0.22"
        #expect(
            try run(recipe).notes == [
                "\(place) is for images with mean 0.00, 0.00, 0.00 and deviation 1.00, 1.00, 1.00; "
                    + "these have \(own)"
            ])
        guard case .images(let images) = try saved().description.input else { return }
        #expect(images.deviation[0] == (name == "half" ? 0.5 : 0.229))
    }

    @Test func theSameNormalizationNeedsNoNote() throws {
        _ = try write(
            #"{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}"#,
            to: "preprocessor_config.json")
        var recipe = recipe
        recipe.data.normalization = "half"
        #expect(try run(recipe).notes == [])
    }

    @Test(arguments: [
        (#"{"size": 16}"#, nil), (#"{"size": 224}"#, "224 × 224"),
        (#"{"size": {"shortest_edge": 18}, "crop_size": 16}"#, nil),
        (#"{"size": {"height": 16, "width": 32}}"#, "16 × 32"),
    ])
    func anotherSizeIsTold(text: String, size: String?) throws {
        let place = try write(text, to: "preprocessor_config.json")
        let wanted = size.map {
            "\(place) is for images of \($0) pixels; these have 16 × 16"
        }
        #expect(
            try run(recipe).notes.filter { $0.contains("pixels") } == (wanted.map { [$0] } ?? []))
    }

    @Test(arguments: [
        (#""mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]"#, "mean and deviation"),
        (#""input_size": [3, 32, 32]"#, "size"), (#""interpolation": "bicubic""#, "interpolation"),
        (
            #""mean": [0, 0, 0], "std": [1, 1, 1], "input_size": [3, 8, 8], "#
                + #""interpolation": "lanczos""#, "mean and deviation, size, interpolation"
        ),
        (#""mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "input_size": [3, 16, 16]"#, nil),
        (#""crop_pct": 0.875"#, nil),
    ])
    func filesThatContradictEachOtherAreNamed(timm: String, topics: String?) throws {
        let timmPlace = try write("{\"pretrained_cfg\": {\(timm)}}", to: "config.json")
        let place = try write(
            #"{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "size": 16, "#
                + #""resample": 2}"#, to: "preprocessor_config.json")
        let notes = try run(recipe).notes
        let conflict = topics.map {
            "\(place) and \(timmPlace) contradict each other in \($0); the first counts, because it "
                + "is about nothing but the images"
        }
        #expect(
            notes == [
                "the images are normalised with mean 0.50, 0.50, 0.50 and deviation 0.50, 0.50, "
                    + "0.50, as \(place) says"
            ] + (conflict.map { [$0] } ?? []))
        guard case .images(let images) = try saved().description.input else { return }
        #expect(images.deviation == [0.5, 0.5, 0.5])
    }

    @Test func theCutAndTheFilterAreTold() throws {
        let place = try write(
            #"{"pretrained_cfg": {"crop_pct": 0.95, "interpolation": "bicubic"}}"#,
            to: "config.json")
        #expect(
            try run(recipe).notes == [
                "\(place) cuts 0.950 of the side out of test images; here it is 0.875",
                "\(place) resizes images with 'bicubic'; here it is 'bilinear'",
            ])
    }

    @Test(arguments: ["preprocessor_config.json", "config.json"])
    func aFileThatIsNoObjectIsNamed(file: String) throws {
        let place = try write(#"{"image_mean": [0.5"#, to: file)
        #expect(message { _ = try run(recipe) } == "\(place) is not a JSON object")
    }
}
