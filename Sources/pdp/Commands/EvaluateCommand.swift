import ArgumentParser
import Foundation
import Reports
import Training

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure the accuracy of a saved model.")

    @Argument(
        help: "The model, a safetensors file.", completion: .file(extensions: ["safetensors"]))
    var model: String

    @Option(help: "The folder with the data; a model of glyphs needs none.", completion: .directory)
    var data: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    @OptionGroup var compute: ComputeOptions

    func run() throws {
        let device = try compute.prepare()
        let saved = try SavedModel(path: model)
        let result = try saved.evaluate(dataFolder: data, device: device)
        if json {
            let record = EvaluationRecord(
                model: model, dataset: saved.description.dataset, accuracy: result.accuracy,
                loss: result.loss, correct: result.correctCount, images: result.count)
            print(try RecordText.document(of: record), terminator: "")
        } else {
            print(
                "\(saved.description.network) on \(saved.description.dataset): accuracy "
                    + "\(NumberText.percent(result.accuracy)) "
                    + "(\(NumberText.count(result.correctCount)) of "
                    + "\(NumberText.count(result.count))), "
                    + "loss \(NumberText.decimal(result.loss, places: 4))")
        }
    }
}

private struct EvaluationRecord: Encodable {
    let model: String
    let dataset: String
    let accuracy: Double
    let loss: Double
    let correct: Int
    let images: Int
}
