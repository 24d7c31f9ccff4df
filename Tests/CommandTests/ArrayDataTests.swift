import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// The commands on data sets that come as a few files of arrays.
    @Suite struct ArrayDataTests {
        let pdp: Command

        init() throws { pdp = try Command() }

        private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../DatasetsTests/CIFAR/Golden").standardizedFileURL

        /// CIFAR-100 in Python's form as its archive is laid out, two images in each part.
        private func addCIFAR100() throws {
            let folder = pdp.folder.path("data/cifar-100-python")
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            for (name, golden) in [
                ("train", "python2-fine"), ("test", "python2-fine"), ("meta", "names100"),
            ] {
                try FileManager.default.copyItem(
                    atPath: Self.golden.appending(path: golden + ".pkl").path,
                    toPath: folder + "/" + name)
            }
            try pdp.folder.write(Array("notes".utf8), to: "data/cifar-100-python/readme.txt")
            try pdp.folder.write(
                Array("network: small-cnn\nepochs: 1\nbatchSize: 2\n".utf8), to: "r.yaml")
        }

        @Test func doctorTellsOfCIFAR100() throws {
            try addCIFAR100()
            let outcome = try pdp("doctor", "--data", "data")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(
                outcome.output.contains(
                    "cifar-100: 2 training and 2 test examples, images 3 × 32 × 32, 100 classes"))
            #expect(
                outcome.output.contains(
                    "1 of the files in 'data/cifar-100-python' are not used: "
                        + "other file: 1 (readme.txt)"))
        }

        @Test(arguments: [[], ["--set", "data.channels=1", "--set", "data.testCount=1"]])
        func trainsAndEvaluatesOnCIFAR100(settings: [String]) throws {
            try addCIFAR100()
            let plan = try pdp.run(["plan", "r.yaml", "--data", "data"] + settings)
            #expect(plan.status == 0, "\(plan.errors)")
            let run = try pdp.run(
                ["prune", "r.yaml", "--data", "data", "--out", "out", "--threads", "1"] + settings)
            #expect(run.status == 0, "\(run.errors)")
            let text = try pdp.text("out/summary.json")
            #expect(text.contains("\"cifar100\""))
            // The model says how many channels it takes, so the recipe need not.
            let evaluation = try pdp(
                "evaluate", "out/model.safetensors", "--data", "data", "--threads", "1", "--set",
                "data.channels=0")
            #expect(evaluation.status == 0, "\(evaluation.errors)")
        }

        @Test func refusesChannelsThatNoImageHas() throws {
            try addCIFAR100()
            let outcome = try pdp(
                "plan", "r.yaml", "--data", "data", "--set", "data.channels=2")
            #expect(outcome.status != 0)
            #expect(
                outcome.errors.contains(
                    "'data.channels' is 2 in the assignment 'data.channels=2'; it must be 1 or 3, "
                        + "or 0 for those of the data"))
        }
    }
}
