import Datasets
import Files
import Foundation
import Layers
import Models
import Reports

/// What files beside the initial weights say of classes, sentences and images, and what a run makes
/// of it.
struct PublishedFacts {
    private let recipe: Recipe
    private var classes: PublishedClasses?
    private var images: [PublishedImages] = []

    /// Looks for `config.json`, `tokenizer_config.json` and `preprocessor_config.json`.
    ///
    /// - Parameters:
    ///   - recipe: Names the weights and the configuration; their folders are looked into.
    ///   - data: What the run learns from; the folder of its vocabulary is looked into, too.
    /// - Throws: ``RunError/casingMismatch(isLowerCasing:place:)``, `ModelError` for a file that
    ///   cannot be understood, and `FileError`.
    init(of recipe: Recipe, for data: any DataSource) throws {
        self.recipe = recipe
        switch data.input {
        case .text(let text):
            let neighbours = [recipe.initialWeights, recipe.networkConfiguration]
            try Self.check(text, against: neighbours + [data.vocabularyPath])
        case .images:
            if let file = Self.neighbour("preprocessor_config.json", of: recipe.initialWeights) {
                images.append(try PublishedImages(preprocessor: Self.text(file), from: "'\(file)'"))
            }
        case .arrays: break
        }
        let beside = Self.neighbour("config.json", of: recipe.initialWeights)
        guard recipe.initialWeights != nil, let file = recipe.networkConfiguration ?? beside else {
            return
        }
        let text = try Self.text(file)
        classes = try PublishedClasses(json: text, from: "'\(file)'")
        if case .images = data.input, let own = try PublishedImages(timm: text, from: "'\(file)'") {
            images.append(own)
        }
    }

    /// The classes that the weights were published with, if the file names them and their number is
    /// not `count`.
    func misfit(_ classNames: [String]) -> RunError? {
        guard let classes, classes.names.count != classNames.count else { return nil }
        return .labelMismatch(
            found: classes.names, allowed: classNames, key: classes.key, place: classes.place)
    }

    /// Brings `data` to what the weights were made with.
    ///
    /// - Parameters:
    ///   - data: What the run learns from.
    ///   - weights: What was loaded of the weights; `nil` without any.
    ///   - classLayer: The name of the last parameter, which belongs to the classes.
    ///   - description: What a model file of this package says of itself.
    /// - Returns: The data, and what is to be said about it.
    /// - Throws: ``RunError/labelMismatch(found:allowed:key:place:)``.
    func fit(
        _ data: any DataSource, loaded weights: WeightReport?, classLayer: String?,
        description: ModelDescription?
    ) throws -> (data: any DataSource, notes: [String]) {
        guard let weights else { return (data, []) }
        var (fitted, notes) = images(data, description: description)
        if let classLayer, weights.loaded.contains(classLayer) {
            let (ordered, orderNotes) = try order(fitted, description: description)
            fitted = ordered
            notes += orderNotes
        } else if let classes {
            notes.append(
                "the class layer starts at random; the names of \(classes.place) are not used")
        }
        return (fitted, notes)
    }
}

extension PublishedFacts {
    /// Puts the classes of `data` into the order of the weights.
    private func order(
        _ data: any DataSource, description: ModelDescription?
    ) throws -> (data: any DataSource, notes: [String]) {
        guard let classes else {
            // A model of this package may go on with data of other classes, as many of them.
            guard let description,
                let ordered = ReorderedSource(data, classNames: description.classNames),
                !ordered.isUnchanged, let path = recipe.initialWeights
            else { return (data, []) }
            return (ordered, [Self.orderNote(ordered, place: "'\(path)'")])
        }
        if let ordered = ReorderedSource(data, classNames: classes.names) {
            guard !ordered.isUnchanged else { return (data, []) }
            return (ordered, [Self.orderNote(ordered, place: classes.place)])
        }
        let (found, own) = (classes.names, data.classNames)
        let areComparable =
            !PublishedClasses.areGeneric(own)
            && PublishedClasses.areIdentifiers(found) == PublishedClasses.areIdentifiers(own)
        guard areComparable || found.count != own.count else {
            return (
                data,
                [
                    "'\(classes.key)' of \(classes.place) cannot be compared with the classes of the "
                        + "data (\(RunError.list(own))); their order is taken for the same"
                ]
            )
        }
        throw RunError.labelMismatch(
            found: found, allowed: own, key: classes.key, place: classes.place)
    }

    private static func orderNote(_ data: ReorderedSource, place: String) -> String {
        "the classes have the order of \(place): \(RunError.list(data.classNames))"
    }
}

extension PublishedFacts {
    /// Normalises images as the weights want them, where the recipe leaves it open.
    private func images(
        _ data: any DataSource, description: ModelDescription?
    ) -> (data: any DataSource, notes: [String]) {
        guard case .images(let input) = data.input else { return (data, []) }
        var (fitted, notes): (any DataSource, [String]) = (data, [])
        if let first = images.first(where: { $0.mean != nil }) {
            (fitted, notes) = normalized(data, input, as: first)
        } else if case .images(let own) = description?.input, !own.isNormalized(as: input),
            let path = recipe.initialWeights
        {
            notes.append(
                "'\(path)' was trained on images with \(own.normalizationText); these have "
                    + input.normalizationText)
        }
        let conflict = images.count == 2 ? images[0].conflict(with: images[1]) : nil
        if let conflict { notes.append(conflict) }
        for file in conflict == nil ? images : [images[0]] {
            if let size = file.size, size != Array(input.shape.suffix(2)) {
                let sides = input.shape.suffix(2).map(String.init).joined(separator: " × ")
                notes.append(
                    "\(file.place) is for images of \(size[0]) × \(size[1]) pixels; these have "
                        + sides)
            }
            if cutsImages(of: data) {
                notes += file.unfollowedNotes
            }
        }
        return (fitted, notes)
    }

    /// Whether the images are photographs that are cut to the size of the recipe.
    private func cutsImages(of data: any DataSource) -> Bool {
        [recipe.data.kind, data.identity?.kind].compactMap { $0.flatMap(DataKinds.named) }
            .contains { $0.keys.contains(.imageSize) }
    }

    private func normalized(
        _ data: any DataSource, _ input: ImageInput, as file: PublishedImages
    ) -> (data: any DataSource, notes: [String]) {
        guard let mean = file.mean, let deviation = file.deviation else { return (data, []) }
        var wanted = input
        wanted.mean = mean
        wanted.deviation = deviation
        // Images that a program brings itself are normalised as it says.
        let isOpen = recipe.data.isNormalizedByKind && data.identity != nil
        if isOpen, mean.count == input.mean.count, let images = data as? ImageSource {
            let normalization = Normalization(mean: mean, deviation: deviation)
            return (
                images.normalized(by: normalization),
                [
                    "the images are normalised with \(wanted.normalizationText), as \(file.place) says"
                ]
            )
        }
        guard !wanted.isNormalized(as: input) else { return (data, []) }
        return (
            data,
            [
                "\(file.place) is for images with \(wanted.normalizationText); these have "
                    + input.normalizationText
            ]
        )
    }
}

extension PublishedImages {
    /// In what the files contradict each other, and which of them counts; `nil` where both say the
    /// same, or not both say anything.
    fileprivate func conflict(with other: PublishedImages) -> String? {
        var topics: [String] = []
        if let own = statistics, let others = other.statistics,
            own.count != others.count || zip(own, others).contains(where: { abs($0 - $1) > 0.01 })
        {
            topics.append("mean and deviation")
        }
        if let size, let others = other.size, size != others { topics.append("size") }
        if let interpolation, let others = other.interpolation, interpolation != others {
            topics.append("interpolation")
        }
        guard !topics.isEmpty else { return nil }
        return "\(place) and \(other.place) contradict each other in "
            + topics.joined(separator: ", ")
            + "; the first counts, because it is about nothing but the images"
    }

    private var statistics: [Float]? {
        mean.flatMap { mean in deviation.map { mean + $0 } }
    }

    /// What of the file is not followed for photographs.
    fileprivate var unfollowedNotes: [String] {
        var notes: [String] = []
        if let share = croppedShare, abs(share - 0.875) > 0.005 {
            notes.append(
                "\(place) cuts \(NumberText.decimal(share, places: 3)) of the side out of test images; "
                    + "here it is 0.875")
        }
        if let interpolation, interpolation != "bilinear" {
            notes.append(
                "\(place) resizes images with \(interpolation.quotedOnOneLine); "
                    + "here it is 'bilinear'")
        }
        return notes
    }
}

extension PublishedFacts {
    /// Refuses sentences whose case is not kept or taken away as files beside `paths` say.
    private static func check(_ text: TextInput, against paths: [String?]) throws {
        var files: [String] = []
        for path in paths {
            guard let file = neighbour("tokenizer_config.json", of: path), !files.contains(file)
            else { continue }
            files.append(file)
            let tokenizer = try PublishedTokenizer(json: Self.text(file), from: "'\(file)'")
            guard let isLowerCasing = tokenizer.isLowerCasing, isLowerCasing == text.isCased else {
                continue
            }
            throw RunError.casingMismatch(isLowerCasing: isLowerCasing, place: "'\(file)'")
        }
    }

    /// The path of the file called `name` in the folder of `path`; `nil` where there is none.
    private static func neighbour(_ name: String, of path: String?) -> String? {
        guard let path else { return nil }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let file = folder + name
        return FileManager.default.fileExists(atPath: file) ? file : nil
    }

    private static func text(_ file: String) throws -> String {
        String(decoding: try readFile(at: file), as: UTF8.self)
    }
}
