import ArgumentParser
import Experiments
import FileCommands
import Files
import Pruning
import Reports

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a recipe will prune, before any training.",
        usage: "\(Program.name) plan <recipe> [<options>]",
        discussion: """
            Zeros, file size and multiply-adds of every layer. --save writes the plan as JSON; \
            edited or not, it is used by a recipe with pruning.plan: FILE, which takes the \
            sparsity of each layer from it. A narrow terminal gets fewer columns; --json has all.
            """)

    @OptionGroup var source: RecipeOptions

    @Option(
        help: "Write the plan to this file.", completion: .file(extensions: ["json"]),
        transform: expandingHome)
    var save: String?

    @Option(help: "The number of processes that share a batch.")
    var processes = 1

    @Flag(
        help: """
            Also measure how long the network would take for an example here, with as many zeros.
            """)
    var latency = false

    @Flag(help: "Also train for some steps, and foretell the time and the memory of a run here.")
    var time = false

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @OptionGroup var compute: ComputeOptions

    func validate() throws {
        try ProcessOptions.check(processes: processes)
        if time, processes > 1 {
            throw ValidationError("--time measures one process; --processes must be left out")
        }
    }

    func run() throws {
        let device = try compute.prepare()
        let recipe = try source.loadRecipe()
        let data = try DataSources.open(for: recipe, folder: source.data)
        let run = try TrainingRun(
            recipe: recipe, data: data, folder: RunFolder(path: ""), device: device)
        var plan = try run.plan(processCount: processes)
        if latency { plan.latency = try run.foretoldLatency() }
        if time { plan.forecast = try run.forecast() }
        if let save {
            guard let pruning = plan.pruning else {
                throw RecipeError.missingKey(
                    key: "pruning", allowed: "there to be saved as a plan", place: source.recipe)
            }
            try AtomicFile.write(pruning.json(), to: save)
        }
        if json {
            try Console.printDocument(RecordText.document(of: plan))
        } else {
            try Console.printDocument(plan.text(width: Console.outputWidth))
        }
    }
}

extension RunPlan {
    /// The plan for people: a table of all layers, the totals and the notes.
    fileprivate func text(width: Int?) -> String {
        var table = TextTable(columns: [
            .init("layer", keepsEnd: true), .init("shape", dropOrder: 1),
            .init("weights", alignment: .right, dropOrder: 6),
            .init("zeros", alignment: .right, dropOrder: 5),
            .init("sparsity", alignment: .right),
            .init("multiply-adds", alignment: .right, dropOrder: 2),
            .init("remaining", alignment: .right, dropOrder: 4), .init("", dropOrder: 3),
        ])
        for layer in pruning?.layers ?? [] { table.append(cells(of: layer)) }
        for stream in excludedStreams { table.append(cells(of: stream)) }
        let lines = ["\(network) on \(dataset), \(method)\(patternText)"] + totals
        return table.rendered(maximumWidth: width) + "\n"
            + (lines + notes.map { "note: \($0)" }).map {
                $0.wrapped(to: width, indentation: 2) + "\n"
            }.joined()
    }

    private func cells(of layer: PruningPlan.Layer) -> [String] {
        [
            joined(layer.memberNames), shapeTexts(layer.shapes),
            NumberText.count(layer.weightCount), NumberText.count(layer.zeroCount),
            NumberText.percent(layer.finalSparsity),
            layer.multiplyAdds.map(NumberText.count) ?? "?",
            layer.remainingMultiplyAdds.map(NumberText.count) ?? "?", "",
        ]
    }

    /// The weights that stay dense, those that make the same channels together.
    private var excludedStreams: [[Exclusion]] {
        excluded.reduce(into: []) { streams, exclusion in
            if let stream = exclusion.stream, streams.last?.first?.stream == stream {
                streams[streams.count - 1].append(exclusion)
            } else {
                streams.append([exclusion])
            }
        }
    }

    private func cells(of stream: [Exclusion]) -> [String] {
        let counts = stream.compactMap(\.multiplyAdds)
        let multiplyAdds =
            counts.count == stream.count ? NumberText.count(counts.reduce(0, +)) : "?"
        return [
            joined(stream.map(\.name)), shapeTexts(stream.map(\.shape)),
            NumberText.count(stream.reduce(0) { $0 + $1.weightCount }), "0", "dense", multiplyAdds,
            multiplyAdds, stream[0].reason,
        ]
    }

    private var patternText: String { pruning.map { ", pattern \($0.pattern)" } ?? "" }

    private var totals: [String] {
        var lines = ["parameters: \(NumberText.count(parameterCount))"]
        if let pruning {
            lines = [
                "zeros: \(NumberText.count(pruning.zeroCount)), "
                    + "\(NumberText.percent(pruning.sparsity)) of the prunable weights, "
                    + "\(NumberText.percent(pruning.sparsityOfAllParameters)) of all parameters",
                "parameters: \(NumberText.count(parameterCount)), of which "
                    + "\(NumberText.count(nonzeroParameterCount)) are not zero",
            ]
        }
        lines.append(stepText)
        lines.append("model file: \(NumberText.count(modelByteCount)) bytes, zeros included")
        guard let multiplyAdds, let remainingMultiplyAdds else {
            lines.append("multiply-adds: not known; no graph can say what the network computes")
            return lines + (forecast.map { [forecastText($0)] } ?? [])
        }
        func part(_ count: Int, of whole: Int) -> String {
            let share = Double(count) / Double(max(whole, 1))
            return "\(NumberText.count(count)) (\(NumberText.percent(share)))"
        }
        lines.append(
            "multiply-adds per \(exampleName): \(NumberText.count(multiplyAdds)), after pruning "
                + part(remainingMultiplyAdds, of: multiplyAdds))
        if let thinned {
            lines.append(
                "without empty channels: parameters "
                    + part(thinned.parameterCount, of: parameterCount) + ", multiply-adds "
                    + part(thinned.multiplyAdds, of: multiplyAdds))
        }
        if let latency {
            lines.append("time per \(exampleName): \(latency.text); \(latency.conditions), medians")
        }
        return lines + (forecast.map { [forecastText($0)] } ?? [])
    }

    private func forecastText(_ forecast: RunForecast) -> String {
        "a run here: about \(NumberText.duration(seconds: forecast.seconds)), "
            + "\(NumberText.count(forecast.stepCount)) steps of "
            + "\(NumberText.measure(forecast.stepSeconds)) s and "
            + "\(NumberText.duration(seconds: forecast.evaluationSeconds)) of evaluation, without reading "
            + "and writing; \(NumberText.count(Double(forecast.peakMemoryBytes) / 1_048_576)) MiB"
    }
}

extension RunPlan {
    /// How many examples make a step, and whose they are.
    fileprivate var stepText: String {
        let batches = accumulation == 1 ? "" : "\(accumulation) batches of "
        let least = batchSize / processCount
        let most = (batchSize + processCount - 1) / processCount
        let shares = least == most ? "\(least)" : "\(least) or \(most)"
        let examples = batchSize == 1 ? exampleName : exampleName + "s"
        return "step: \(batches)\(batchSize) \(examples)"
            + (processCount == 1 ? "" : ", \(shares) for each of \(processCount) processes")
            + "; learning rate \(learningRate)" + (autocast.map { "; autocast to \($0)" } ?? "")
            + (checkpointedSegmentCount.map {
                "; gradient checkpointing of \($0) segment\($0 == 1 ? "" : "s")"
            } ?? "")
    }
}

/// The weights of one line; of many only the first, as the JSON has all.
private func joined(_ names: [String]) -> String {
    names.count > 2 ? "\(names[0]) + \(names.count - 1) more" : names.joined(separator: " + ")
}

/// The shapes of the weights of one line, equal ones once.
private func shapeTexts(_ shapes: [[Int]]) -> String {
    let texts = shapes.map { $0.map(String.init).joined(separator: "×") }
    return texts.indices.filter { !texts[..<$0].contains(texts[$0]) }.map { texts[$0] }
        .joined(separator: ", ")
}
