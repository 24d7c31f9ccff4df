import Foundation
import Reports
import Testing

@Suite struct RunReportTests {
    @Test func isWellFormedAndSelfContained() {
        let html = Samples.report.html()
        let page = XMLTree(html)
        #expect(page.isWellFormed)
        #expect(page.badCoordinates.isEmpty)
        #expect(page.elementCounts["script"] == nil && page.elementCounts["link"] == nil)
        let links = page.attributes.filter { ["src", "href"].contains($0.name) }
        #expect(links.isEmpty)
        #expect(!html.contains("url(") && !html.contains("@import"))
    }

    @Test func showsEveryPart() {
        let page = XMLTree(Samples.report.html())
        let parts = [
            "Accuracy and sparsity", "Loss and learning rate", "Soft–hard gap",
            "Sparsity per layer", "pruning starts", "network: small-cnn", "2.13.0", "10 × 20",
            "390,410", "39,781", "5 min 51 s", "target 90.00\u{202F}% met",
        ]
        for part in parts { #expect(page.text.contains(part), "\(part)") }
        // Two line charts at two widths, one chart and the bars at four, two histograms.
        #expect(page.elementCounts["svg"] == 2 * 2 + 2 * 4 + 2)
        // The layers with head and foot, version, device, data set and LibTorch.
        #expect(page.elementCounts["tr"] == 4 + 4)
    }

    @Test func showsWhatARunMayKnowBesides() {
        let page = XMLTree(Samples.fullReport.html())
        let parts = [
            "masks are fixed", "pruning from epoch 4, fixed masks from epoch 11",
            "Temperature τ/t²", "initial weights 92.37\u{202F}%, −1.00 pp",
            "accuracy of the initial weights, 92.37\u{202F}%.", "5,000,000",
            "1,250,000 with weights that are not zero, 25.00\u{202F}%", "1,570,000 bytes",
            "parameters 1,561,640, those that are not zero 159,124",
            "idx in fashion: 60,000 training and 10,000 test images, 25 classes",
            "pdp prune 'my recipe.yaml'", "2026-11-28 15:08 UTC", "Accuracy per class",
            "4 more classes have at least 81.00\u{202F}%. 1 class has no examples.",
            "60 of 100 images",
        ]
        for part in parts { #expect(page.text.contains(part), "\(part)") }
        #expect(page.isWellFormed && page.badCoordinates.isEmpty)
        #expect(!page.text.contains("class 24") && !page.text.contains("class 3:"))
    }

    @Test func comparesWithTheDenseRunRatherThanWithTheInitialWeights() {
        var report = Samples.fullReport
        report.summary.denseResults = ["accuracy": 0.9192]
        let page = XMLTree(report.html())
        #expect(page.text.contains("dense run 91.92\u{202F}%, −0.55 pp"))
        #expect(page.text.contains("accuracy of the dense run, 91.92\u{202F}%."))
        report.summary.denseResults = nil
        report.summary.initialWeights = nil
        #expect(!XMLTree(report.html()).text.contains("dashed line above"))
    }

    /// The threshold of a channel is one for norms.
    @Test func drawsThresholdsOfSingleWeightsOnly() {
        var report = Samples.fullReport
        #expect(XMLTree(report.html()).text.contains("Gray weights lie below the threshold t"))
        report.summary.pattern = "channels"
        let page = XMLTree(report.html())
        #expect(page.text.contains("is decided for channels, not by their own size."))
        #expect(!page.text.contains("Gray weights") && !page.text.contains("−t"))
    }

    @Test(arguments: [1, 2, 20, 21, 1000]) func showsTheWorstTwentyClasses(count: Int) {
        var report = Samples.report
        report.classes = (0..<count).map {
            ClassRecord(name: "c\($0)", correctCount: count - $0, count: count)
        }
        let text = XMLTree(report.html()).text
        #expect(text.contains("c\(count - 1): "))
        #expect(text.contains("more class") == (count > 20))
        #expect(!text.contains("no examples"))
    }

    @Test(arguments: [nil, 1, 2, 12, 13, 40]) func marksOnlyWhatLiesOnTheAxis(epoch: Int?) {
        var report = Samples.report
        report.pruningStart = nil
        report.freezeStart = epoch
        let isMarked = XMLTree(report.html()).text.contains("masks are fixed")
        #expect(isMarked == epoch.map { $0 <= 12 } ?? false)
    }

    @Test func escapesEveryTextFromOutside() {
        let hostile = "</style><script>alert(\"1\")</script>&'\u{0}"
        let shown = "</style><script>alert(\"1\")</script>&'\u{FFFD}"
        var report = Samples.report
        report.summary.network = hostile
        report.summary.dataset = hostile
        report.summary.method = hostile
        report.summary.pattern = hostile
        report.summary.device = hostile
        report.summary.version = hostile
        report.summary.command = hostile
        report.summary.started = hostile
        report.summary.exampleName = hostile
        report.summary.data = DataRecord(
            kind: hostile, folder: hostile, trainingCount: 1, testCount: 1, classCount: 1)
        report.summary.initialWeights = InitialWeightsRecord(
            file: hostile, loadedCount: 1, random: [], unused: [], misfits: [],
            results: ["accuracy": 0.5])
        report.classes = [ClassRecord(name: hostile, correctCount: 1, count: 2)]
        report.recipe = hostile
        report.environment = [.init(hostile, hostile)]
        for index in report.layers.indices { report.layers[index].path = hostile }
        let page = XMLTree(report.html())
        #expect(page.isWellFormed)
        #expect(page.elementCounts["script"] == nil)
        #expect(page.elementCounts["style"] == 1)
        #expect(page.text.contains(shown))
    }

    @Test func isValidWithoutEpochsAndLayers() {
        let report = RunReport(summary: Samples.summary, epochs: [], layers: [], recipe: "")
        let page = XMLTree(report.html())
        #expect(page.isWellFormed)
        #expect(page.text.contains("No epochs.") && page.text.contains("No layers."))
        #expect(page.badCoordinates.isEmpty)
    }

    @Test(arguments: 1...3) func isValidWithFewEpochs(count: Int) {
        var report = Samples.report
        report.epochs = Array(Samples.epochs.prefix(count))
        let page = XMLTree(report.html())
        #expect(page.isWellFormed && page.badCoordinates.isEmpty)
    }

    @Test(arguments: Samples.unusable) func survivesValuesThatCannotBeDrawn(value: Double) {
        var report = Samples.report
        for index in report.epochs.indices {
            report.epochs[index].trainingMetrics["loss"] = index.isMultiple(of: 2) ? value : 1
            report.epochs[index].validationMetrics["accuracy"] = value
            report.epochs[index].softMetrics?["accuracy"] = value
            report.epochs[index].learningRate = value
            report.epochs[index].sparsity = value
            report.epochs[index].examplesPerSecond = value
            report.layers[0].threshold = value
            report.layers[0].temperature = value
            report.layers[0].targetSparsity = value
        }
        report.summary.results["accuracy"] = value
        report.summary.softResults?["accuracy"] = value
        report.summary.sparsity = value
        report.summary.seconds = value
        let page = XMLTree(report.html())
        #expect(page.isWellFormed && page.badCoordinates.isEmpty)
    }

    @Test func saysWhenTheTargetIsMissed() {
        var report = Samples.report
        report.summary.sparsity = 0.8998
        #expect(XMLTree(report.html()).text.contains("target 90.00\u{202F}% missed"))
    }

    @Test func hasOneVerdictSentence() {
        #expect(
            Samples.summary.verdict
                == "small-cnn on fashion-mnist: 90.00 % of the prunable weights are zero; accuracy "
                + "91.37 % (dense 91.92 %)")
        var summary = Samples.summary
        summary.denseResults = nil
        #expect(summary.verdict.hasSuffix("accuracy 91.37 %"))
        summary.multiplyAdds = 1000
        summary.thinned = ThinnedRecord(
            file: "thinned.safetensors", parameters: summary.parameters / 4, multiplyAdds: 300,
            byteCount: 4, results: ["accuracy": 0.9137], largestDifference: 0)
        #expect(
            summary.verdict.hasSuffix(
                "; thinned to 25.00 % of the parameters, 30.00 % of the multiply-adds, accuracy 91.37 %"
            ))
    }
}
