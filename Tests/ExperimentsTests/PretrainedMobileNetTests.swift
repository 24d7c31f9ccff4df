import Experiments
import Files
import Foundation
import Layers
import Models
import Reports
import Sparsity
import TensorFiles
import Tensors
import TestSupport
import Testing
import Training

/// `Recipes/mobilenet-v1-pretrained.yaml` on a few small pictures, from the published weights where
/// `PDP_TEST_DATA` has them, otherwise from random ones.
@Suite struct PretrainedMobileNetTests {
    private static let root =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL.path

    private static let published: String? = {
        let folder = ProcessInfo.processInfo.environment["PDP_TEST_DATA"] ?? ""
        let path = folder + "/weights/mobilenet-v1-1.0-224-folded.safetensors"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    private let folder: TemporaryFolder

    /// Two pictures in each of two classes.
    init() throws {
        folder = try TemporaryFolder(named: "pictures")
        for part in ["train", "val"] {
            for name in ["ants", "bees"] {
                let place = folder.path("\(part)/\(name)")
                try FileManager.default.createDirectory(
                    atPath: place, withIntermediateDirectories: true)
                for picture in ["rgb.jpg", "grey.jpg"] {
                    try FileManager.default.copyItem(
                        atPath: "\(Self.root)/Tests/DatasetsTests/Folders/Golden/\(picture)",
                        toPath: "\(place)/\(picture)")
                }
            }
        }
    }

    private var weights: String {
        get throws {
            if let published = Self.published { return published }
            let path = folder.path("random.safetensors")
            // Every call means the same weights.
            if !FileManager.default.fileExists(atPath: path) {
                try MobileNetV1(variant: .folded).stateDictionary().write(to: path)
            }
            return path
        }
    }

    private func recipe(_ changes: String...) throws -> Recipe {
        let small = [
            "initialWeights=\(try weights)", "partialWeights=true", "data.imageSize=64",
            "data.trainingCount=4", "batchSize=2", "data.workers=1",
        ]
        return try Recipe(
            path: Self.root + "/Recipes/mobilenet-v1-pretrained.yaml", assignments: small + changes)
    }

    @Test func prunesWithBatchNormAndWritesWithout() throws {
        let recipe = try recipe("epochs=1", "pruning.rampEpochs=1", "pruning.fineTuneEpochs=0")
        let data = try DataSources.open(for: recipe, folder: folder.path)
        let run = RunFolder(path: folder.path("run"))
        let summary = try TrainingRun(recipe: recipe, data: data, folder: run).run().summary

        #expect(abs(summary.sparsity - 0.8) < 0.001)
        #expect(try verify(modelAt: run.model).allSatisfy(\.holds))
        let own = try MobileNetV1(classCount: 2, variant: .folded).namedParameters.map(\.path)
        #expect(Set(try SafetensorsFile(path: run.model).entries.map(\.name)) == Set(own))
        let again = try SavedModel(path: run.model).evaluate(dataFolder: folder.path)
        #expect(again.accuracy == summary.score)
    }

    /// Without training, batch norm is put back and folded in again, and the network is as it was.
    @Test func keepsItsFeaturesWithoutTraining() throws {
        let recipe = try recipe("epochs=0", "pruning=null")
        let data = try DataSources.open(for: recipe, folder: folder.path)
        let run = RunFolder(path: folder.path("run"))
        try TrainingRun(recipe: recipe, data: data, folder: run).run()

        let start = try MobileNetV1(classCount: 2, variant: .folded)
        let state = try StateDictionary(path: weights)
        if Self.published == nil {
            try start.load(state, allowing: .wrongShape)
        } else {
            try start.loadInLayerOrder(state, allowing: .wrongShape)
        }
        let written = try StateDictionary(path: run.model)
        let features = start.namedParameters.filter { !$0.path.hasPrefix("fc.") }
        #expect(features.count == 54)
        for (path, parameter) in features.map({ ($0.path, $0.parameter) }) {
            let difference = try #require(written[path]) - parameter.tensor
            let scale = try parameter.tensor.magnitude().maximum().item()
            // Division and multiplication by a deviation round a few times, in 24 bits.
            #expect(try difference.magnitude().maximum().item() <= 1e-5 * max(scale, 1), "\(path)")
        }
    }
}
