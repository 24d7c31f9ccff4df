import ArgumentParser
import Experiments
import FileCommands
import Files
import Foundation
import Reports
import Training

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure how well a saved model does.",
        usage: "\(Program.name) evaluate <model> [<options>]")

    @Argument(
        help: "The model: a safetensors file, or an ONNX file of export.",
        completion: .file(extensions: ["safetensors", "onnx"]),
        transform: expandingHome)
    var model: String

    @Option(
        help: "The folder with the data; a model of glyphs needs none.", completion: .directory,
        transform: expandingHome)
    var data: String?

    @Option(
        name: .customLong("set"),
        help: "Change a key of data in the recipe of the model, such as data.crop=0.")
    var assignments: [String] = []

    @Flag(help: "Print the accuracy of each class, too.")
    var perClass = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @OptionGroup var compute: ComputeOptions

    func validate() throws {
        for assignment in assignments
        where !["data.", "matmulPrecision="].contains(where: assignment.hasPrefix) {
            throw ValidationError(
                "cannot set '\(assignment)' of a saved model; it must be a key of data, or "
                    + "matmulPrecision")
        }
    }

    func run() throws {
        let device = try compute.prepare()
        let saved = try SavedModel(path: model, assignments: assignments)
        let source = try saved.openTestData(folder: data)
        source.notes.forEach { Console.write($0) }
        let result = try saved.evaluate(on: source, device: device)
        source.skipped.remarks.forEach { Console.write($0) }
        SkippedExamplesTeller(source) { Console.write($0) }.tellAll()
        if json {
            let record = EvaluationRecord(
                model: model, dataset: saved.description.dataset, metrics: result.metrics,
                results: result.values, accuracy: result.values["accuracy"], loss: result.loss,
                correct: result.correctCount,
                examples: result.count, exampleName: source.input.exampleName,
                skippedExamples: source.skipped.count,
                classes: zip(saved.description.classNames, result.classes).map {
                    .init(
                        name: $0, accuracy: $1.accuracy, correct: $1.correctCount,
                        count: $1.count)
                })
            try Console.printDocument(RecordText.document(of: record))
        } else {
            try Console.printResult(
                "\(saved.description.network) on \(saved.description.dataset): "
                    + text(of: result, exampleName: source.input.exampleName))
            if perClass { try printClasses(of: result, names: saved.description.classNames) }
        }
    }

    /// The metrics, the number of examples and the loss.
    private func text(of result: Evaluation, exampleName: String) -> String {
        let values = result.metrics.filter { $0 != .loss }.compactMap { metric in
            result.values[metric.name].map { "\(metric.title) \(metric.text($0))" }
        }
        let all = "\(NumberText.count(result.count)) \(exampleName)s"
        let correct = result.correctCount.map { "\(NumberText.count($0)) of " } ?? ""
        return values.joined(separator: ", ") + (values.isEmpty ? "" : " ") + "(\(correct)\(all)), "
            + "loss \(NumberText.decimal(result.loss, places: 4))"
    }

    private func printClasses(of result: Evaluation, names: [String]) throws {
        guard !result.classes.isEmpty else {
            return Console.write("the examples have no classes to tell apart")
        }
        var table = TextTable(columns: [
            .init("class"), .init("examples", alignment: .right, dropOrder: 2),
            .init("correct", alignment: .right, dropOrder: 1), .init("accuracy", alignment: .right),
        ])
        for (name, counts) in zip(names, result.classes) {
            table.append([
                name, NumberText.count(counts.count), NumberText.count(counts.correctCount),
                counts.accuracy.map { NumberText.percent($0) } ?? "–",
            ])
        }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
    }
}

private struct EvaluationRecord: Encodable {
    let model: String
    let dataset: String
    let metrics: [Metric]
    let results: [String: Double]
    /// The accuracy among ``results``, under a key of its own.
    let accuracy: Double?
    let loss: Double
    let correct: Int?
    let examples: Int
    let exampleName: String
    let skippedExamples: Int
    let classes: [ClassRecord]

    struct ClassRecord: Encodable {
        let name: String
        let accuracy: Double?
        let correct: Int
        let count: Int
    }
}
