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
        // Two line charts at two widths, one chart and the bars at three, two histograms.
        #expect(page.elementCounts["svg"] == 2 * 2 + 2 * 3 + 2)
        #expect(page.elementCounts["tr"] == 5)
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
            report.epochs[index].trainingLoss = index.isMultiple(of: 2) ? value : 1
            report.epochs[index].validationAccuracy = value
            report.epochs[index].softAccuracy = value
            report.epochs[index].learningRate = value
            report.epochs[index].sparsity = value
            report.epochs[index].imagesPerSecond = value
            report.layers[0].threshold = value
            report.layers[0].temperature = value
            report.layers[0].targetSparsity = value
        }
        report.summary.accuracy = value
        report.summary.softAccuracy = value
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
        summary.denseAccuracy = nil
        #expect(summary.verdict.hasSuffix("accuracy 91.37 %"))
    }
}
