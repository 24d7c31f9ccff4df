import Datasets

extension DataRecipe {
    /// The keys of the section `data`.
    static var keys: Keys<DataRecipe> {
        let inMemory = ["glyphs", "idx", "cifar10", "cifar100", "small-images"]
        let sentences = TextFormat.allCases.map(\.rawValue)
        let images = inMemory + ["folders"]
        return Keys(of: DataRecipe()) {
            Key(
                "kind", \.kind, .oneOf(kinds),
                """
                `glyphs`, `idx`, `cifar10`, `cifar100`, `folders`, `small-images`, `mnli`, `qqp`, \
                `rte`, `sst-2`, `sick`, `snli`, `table` for sentences in columns of your own, or \
                `arrays` for numbers; `auto` looks into the folder, and draws glyphs without one
                """, foreign: ["dataset", "dataset_name"])
            Key(
                "trainingCount", \.trainingCount.orZero, .atLeast(0),
                """
                how many training examples to use, of every kind of data: a sample that `seed` \
                decides, with every class in its share and at least one of each; 0 for all
                """)
            Key(
                "testCount", \.testCount.orZero, .atLeast(0),
                "how many test examples to use, likewise; 0 for all")
            Key(
                "validation", \.validation, .validation,
                """
                which examples decide while training, apart from those to learn from: a share \
                (`0.1`) or number of the training examples, with every class in its share; the name \
                of a folder or file in the data folder (`val`, `dev.tsv`); 0 for none. `auto` is a \
                tenth in studies and where `startMetric` decides, and none elsewhere
                """)
            Key(
                name: "inputs",
                meaning: "for `arrays` alone, the names of the arrays that the network gets",
                standard: "all that are no targets", kinds: ["arrays"],
                read: { section, recipe in recipe.inputs = try section.texts("inputs") },
                value: { $0.inputs.isEmpty ? nil : .list($0.inputs) })
            Key(
                name: "targets",
                meaning: "for `arrays` alone, the names of those that it is to give",
                standard: "by name", kinds: ["arrays"],
                read: { section, recipe in recipe.targets = try section.texts("targets") },
                value: { $0.targets.isEmpty ? nil : .list($0.targets) })
            Key(
                "crop", \.crop, .within(0...64),
                "random shifts of images in memory, by a black border of so many pixels"
            ).only(for: inMemory).with(.ofTraining)
            Key("flip", \.isFlipped, "mirror images, at random", foreign: ["hflip"])
                .only(for: images).with(.ofTraining)
            Key(
                "imageSize", \.imageSize, .within(8...1024),
                "the side, in pixels, that photographs are cut to",
                foreign: ["img_size", "image_size", "input_size", "train_crop_size"]
            ).only(for: ["folders"])
            Key(
                "colorJitter", \.colorJitter, .atLeast(0, below: 1),
                "the largest relative change of brightness, contrast and saturation of photographs"
            ).only(for: ["folders"]).with(.ofTraining)
            Key(
                "workers", \.workerCount, .within(1...256), "threads that prepare examples",
                foreign: ["num_workers", "dataloader_num_workers"])
            Key(
                "badImages", \.atBadImages, .oneOf(["skip", "stop"]),
                """
                what happens to an image that cannot be used: `skip` names it, shows another of \
                its class in training and measures the accuracy without it; `stop` ends the run
                """
            ).only(for: ["folders", "small-images"])
            Key(
                "normalization", \.normalization, .oneOf(normalizations),
                """
                `auto`: as files beside `initialWeights` say, else by the training images, or for \
                folders as ImageNet's; `imagenet`; `half`: to −1…1
                """
            ).only(for: images)
            Key(
                "cased", \.isCased,
                "whether case and accents are kept; a `tokenizer_config.json` that contradicts is refused",
                foreign: ["do_lower_case"]
            ).only(for: sentences)
            Key(
                "maximumLength", \.maximumLength, .within(3...4096),
                "the most tokens of a sentence or a pair",
                foreign: ["max_length", "max_seq_length"]
            ).only(for: sentences)
            Key(
                "split", \.split, .oneOf(IDX.emnistSplits),
                """
                for `idx` alone, the split of EMNIST where a folder holds several: `balanced`, \
                `byclass`, `bymerge`, `digits`, `letters` or `mnist`
                """
            ).only(for: ["idx"])
            Key(
                "channels", \.channelCount.orZero,
                Allowed(description: "1 or 3, or 0 for those of the data") {
                    [0, 1, 3].contains($0)
                },
                """
                1: colour images become grey; 3: grey images get three equal channels; 0: as they \
                are
                """, standard: "as the data have", foreign: ["in_chans", "num_channels"]
            ).only(for: images).written { $0.channelCount != nil }
            Key(
                "trainingFile", \.trainingFile, .any("a path"),
                """
                the file of training sentences in the folder of the data; for MNLI as JSON lines \
                take the kind `snli` and give the names here
                """, standard: "as published"
            ).only(for: sentences)
            Key(
                "testFile", \.testFile, .any("a path"), "that of test sentences",
                standard: "as published"
            ).only(for: sentences)
            Key(
                name: "columns",
                meaning: """
                    for `table` alone, the names of its columns: of `sentence` and `label`, as in \
                    `{sentence: content, label: class}`, or for pairs of `sentence1`, `sentence2` \
                    and `label`
                    """, standard: "", kinds: ["table"],
                read: { section, recipe in
                    recipe.columns = try section.section("columns").map {
                        try SentenceColumns($0)
                    }
                }, value: { $0.columns?.node })
            Key(
                path: "vocabulary", \.vocabulary, "the file of the tokens of sentences",
                standard: "`vocab.txt` of the data"
            ).only(for: sentences)
        }
    }

    /// ``stopsAtBadImages`` in the words of a recipe.
    private var atBadImages: String {
        get { stopsAtBadImages ? "stop" : "skip" }
        set { stopsAtBadImages = newValue == "stop" }
    }
}

extension Int? {
    /// The number, or 0, which stands for none.
    fileprivate var orZero: Int {
        get { self ?? 0 }
        set { self = newValue == 0 ? nil : newValue }
    }
}
