import Yams

/// Where a run is logged besides its own files. Nothing of it changes a number of the run.
public struct LogRecipe: Equatable, Sendable {
    /// A form of logs that other programs read.
    public enum Sink: String, Sendable, CaseIterable {
        /// Event files in the folder `tensorboard`.
        case tensorboard

        /// A table of the epochs, `metrics.csv`.
        case csv

        /// MLflow's store in files, in the folder `mlruns`.
        case mlflow
    }

    /// Where to log, each once.
    public var sinks: [Sink] = []

    /// The steps between two logs within an epoch; 0 for none.
    public var stepInterval = 0

    /// How many examples of images that are taken for another class are shown after each epoch.
    public var imageCount = 8

    /// No logs besides the own files.
    public init() {}

    /// The same with more sinks.
    public func adding(_ others: [Sink]) -> LogRecipe {
        var recipe = self
        recipe.sinks += others.filter { !sinks.contains($0) }
        return recipe
    }
}

extension LogRecipe {
    /// The keys of the section `log`.
    static var keys: Keys<LogRecipe> {
        Keys(of: LogRecipe()) {
            Key(
                name: "to",
                meaning: """
                    one or a list of `tensorboard` (event files in the folder `tensorboard`), `csv` (the epochs as \
                    `metrics.csv`) and `mlflow` (its store in files, in the folder `mlruns`); `--log NAME` adds one
                    """, standard: "",
                foreignWords: ["report_to", "logger", "loggers"],
                read: { section, recipe in
                    recipe.sinks = try section.texts("to", mayBeOne: true).map { name in
                        guard let sink = Sink(rawValue: name) else {
                            throw RecipeError.invalidValue(
                                key: section.prefix + "to", found: "'\(name)'",
                                allowed: Sink.allowed, place: section.place(of: "to"))
                        }
                        return sink
                    }
                    let names = recipe.sinks.map(\.rawValue)
                    if let twice = names.enumerated().first(where: { names[..<$0].contains($1) }) {
                        throw RecipeError.invalidValue(
                            key: section.prefix + "to", found: "'\(twice.element)' twice",
                            allowed: "each log once", place: section.place(of: "to"))
                    }
                }, value: { .list($0.sinks.map(\.rawValue)) })
            Key(
                "everySteps", \.stepInterval, .within(0...1_000_000_000),
                """
                also log after every so many steps: loss and metrics of the epoch so far, learning rate and \
                sparsity, as lines of `steps.jsonl` and in TensorBoard; 0 for the ends of epochs alone
                """, foreign: ["logging_steps", "log_every_n_steps", "log_interval"])
            Key(
                "images", \.imageCount, .within(0...100),
                """
                for image data in TensorBoard, how many validation images that the network takes for another \
                class are shown after each epoch
                """)
        }
    }

    /// Reads the section `log` of a recipe.
    init(_ section: RecipeSection) throws {
        try Self.keys.read(section, into: &self)
        try section.finish()
    }
}

extension LogRecipe.Sink {
    /// What a list may hold.
    fileprivate static var allowed: String {
        "a list of \(allCases.map(\.rawValue).joined(separator: ", "))"
    }
}
