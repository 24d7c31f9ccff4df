import Datasets

extension DataRecipe {
    /// The keys of the section `data`.
    static var keys: Keys<DataRecipe> {
        Keys(of: DataRecipe()) {
            Key(
                "kind", \.kind, .oneOf(kinds),
                """
                one of the [kinds](#kinds-of-data) below, or one of a program of your own; `auto` \
                looks into the folder, and draws glyphs without one
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
                tenth in studies and where something decides or is measured on them, and none elsewhere
                """)
            Key(
                "measuredOn", \.measuredOn, .oneOf(MeasuredPart.allCases),
                """
                which examples the finished network is measured on: `test`, or `validation`, so that nobody \
                sees the test examples before all is decided, as in the trials of a study
                """)
            Key(
                "sampling", \.sampling, .oneOf(ExampleSampling.allCases),
                """
                which training examples an epoch shows: `once`, every one once; `balanced`, as many, drawn \
                with replacement so that every class is equally likely, for rare classes
                """, foreign: ["sampler", "weighted_sampler"]
            ).with(.ofTraining)
            Key(
                name: "inputs",
                meaning: "for `arrays` alone, the names of the arrays that the network gets",
                standard: "all that are no targets", kinds: kinds(with: .inputs),
                read: { section, recipe in recipe.inputs = try section.texts("inputs") },
                value: { $0.inputs.isEmpty ? nil : .list($0.inputs) })
            Key(
                name: "targets",
                meaning: "for `arrays` alone, the names of those that it is to give",
                standard: "by name", kinds: kinds(with: .targets),
                read: { section, recipe in recipe.targets = try section.texts("targets") },
                value: { $0.targets.isEmpty ? nil : .list($0.targets) })
            Key(
                name: "options",
                meaning: "settings of a kind of data of a program of your own, by name",
                standard: "", kinds: Set(DataKinds.all.filter { !$0.options.isEmpty }.map(\.name)),
                read: { section, recipe in
                    recipe.options = try section.section("options")?.words() ?? [:]
                },
                value: { recipe in
                    recipe.options.isEmpty
                        ? nil
                        : .ordered(
                            recipe.options.sorted { $0.key < $1.key }
                                .map { ($0, .word($1)) })
                })
            Key(
                "crop", \.crop, .within(0...64),
                "random shifts of images in memory, by a black border of so many pixels"
            ).only(for: kinds(with: .crop)).with(.ofTraining)
            Key("flip", \.isFlipped, "mirror images, at random", foreign: ["hflip"])
                .only(for: kinds(with: .flip)).with(.ofTraining)
            Key(
                "imageSize", \.imageSize, .within(8...1024),
                "the side, in pixels, that photographs are cut to",
                foreign: ["img_size", "image_size", "input_size", "train_crop_size"]
            ).only(for: kinds(with: .imageSize))
            Key(
                "cropScale", \.cropScale, .above(0, atMost: 1),
                """
                the smallest share of the area of a photograph that is cut out, at random, in training; \
                with 1 all of it, or the middle of one that is very long
                """
            ).only(for: kinds(with: .cropScale)).with(.ofTraining)
            Key(
                "colorJitter", \.colorJitter, .atLeast(0, below: 1),
                "the largest relative change of brightness, contrast and saturation of photographs"
            ).only(for: kinds(with: .colorJitter)).with(.ofTraining)
            Key(
                section: "randAugment", \.randAugment, RandAugment.keys,
                """
                changes shape and colours of training images at random, as torchvision's `RandAugment`; \
                `{}` is `{operations: 2, magnitude: 9, bins: 31}`
                """, foreign: ["auto_augment"]
            ) { section, _ in try RandAugment(section) }
            .only(for: kinds(with: .randAugment)).with(.ofTraining)
            Key(
                "workers", \.workerCount, .within(1...256), "threads that prepare examples",
                foreign: ["num_workers", "dataloader_num_workers"])
            Key(
                "badImages", \.atBadImages, .oneOf(["skip", "stop"]),
                """
                what happens to an image that cannot be used: `skip` names it, shows another of \
                its class in training and measures the accuracy without it; `stop` ends the run
                """
            ).only(for: kinds(with: .badImages))
            Key(
                "normalization", \.normalization, .oneOf(normalizations),
                """
                `auto`: as files beside `initialWeights` say, else by the training images, or for \
                folders as ImageNet's; `imagenet`; `half`: to −1…1
                """
            ).only(for: kinds(with: .normalization))
            Key(
                "cased", \.isCased,
                "whether case and accents are kept; a `tokenizer_config.json` that contradicts is refused",
                foreign: ["do_lower_case"]
            ).only(for: kinds(with: .cased))
            Key(
                "maximumLength", \.maximumLength, .within(3...4096),
                "the most tokens of a sentence or a pair",
                foreign: ["max_length", "max_seq_length"]
            ).only(for: kinds(with: .maximumLength))
            Key(
                "split", \.split, .oneOf(IDX.emnistSplits),
                """
                for `idx` alone, the split of EMNIST where a folder holds several: `balanced`, \
                `byclass`, `bymerge`, `digits`, `letters` or `mnist`
                """
            ).only(for: kinds(with: .split))
            Key(
                "channels", \.channelCount.orZero,
                Allowed(description: "1 or 3, or 0 for those of the data") {
                    [0, 1, 3].contains($0)
                },
                """
                1: colour images become grey; 3: grey images get three equal channels; 0: as they \
                are
                """, standard: "as the data have", foreign: ["in_chans", "num_channels"]
            ).only(for: kinds(with: .channels)).written { $0.channelCount != nil }
            Key(
                "trainingFile", \.trainingFile, .any("a path"),
                """
                the file of training sentences in the folder of the data; for MNLI as JSON lines \
                take the kind `snli` and give the names here
                """, standard: "as published"
            ).only(for: kinds(with: .trainingFile))
            Key(
                "testFile", \.testFile, .any("a path"), "that of test sentences",
                standard: "as published"
            ).only(for: kinds(with: .testFile))
            Key(
                name: "columns",
                meaning: """
                    for `table` alone, the names of its columns: of `sentence` and `label`, as in \
                    `{sentence: content, label: class}`, or for pairs of `sentence1`, `sentence2` \
                    and `label`
                    """, standard: "", kinds: kinds(with: .columns),
                read: { section, recipe in
                    recipe.columns = try section.section("columns").map {
                        try SentenceColumns($0)
                    }
                }, value: { $0.columns?.node })
            Key(
                path: "vocabulary", \.vocabulary, "the file of the tokens of sentences",
                standard: "`vocab.txt` of the data"
            ).only(for: kinds(with: .vocabulary))
        }
    }

    /// The names of the kinds that understand `key`.
    private static func kinds(with key: DataKey) -> Set<String> { Set(DataKinds.names(with: key)) }

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
