import Foundation
import Reports
import Testing

@Suite struct RunsPageTests {
    private func run(_ name: String, _ state: RunsPage.State, epochs: Int) -> RunsPage.Run {
        RunsPage.Run(
            name: name, state: state, epochs: Array(Samples.epochs.prefix(epochs)), epochCount: 12,
            metric: .accuracy, summary: state == .finished ? Samples.summary : nil,
            report: state == .finished ? "a/report.html" : nil,
            settings: [.init("seed", name), .init("network", "small-cnn")])
    }

    @Test func showsRunsSideBySide() {
        let page = RunsPage(
            [
                run("<i>a</i>", .finished, epochs: 12), run("b", .running, epochs: 6),
                run("c", .interrupted, epochs: 0),
            ], time: "2026-11-29 08:00:00 UTC", reloadSeconds: 7)
        let tree = XMLTree(page.html())
        #expect(tree.isWellFormed && tree.badCoordinates.isEmpty)
        #expect(tree.attributes.filter { $0.name == "href" }.map(\.value) == ["./a/report.html"])
        #expect(tree.attributes.contains { $0.name == "content" && $0.value == "7" })
        for part in [
            "3 runs: 1 running, 1 interrupted, 1 finished", "<i>a</i>", "6 of 12", "0 of 12",
            "seed",
            "read again every 7 s",
        ] {
            #expect(tree.text.contains(part), "\(part)")
        }
        #expect(!tree.text.contains("network"))
    }

    @Test func isNotReadAgainAtTheEnd() {
        let page = RunsPage([run("a", .finished, epochs: 12)], time: "now").html()
        #expect(!page.contains("http-equiv"))
        #expect(XMLTree(page).text.contains(Samples.summary.verdict))
    }

    @Test func saysThatThereIsNothingYet() {
        let page = RunsPage([run("a", .running, epochs: 0)], time: "now", reloadSeconds: 1).html()
        #expect(XMLTree(page).text.contains("No epoch is done yet."))
        #expect(XMLTree(page).isWellFormed)
    }

    /// 6 of 12 epochs have taken 70.2 s.
    @Test func foretellsTheTimeThatIsLeft() {
        let page = RunsPage([run("b", .running, epochs: 6)], time: "now").html()
        let time = NumberText.duration(seconds: 70.2)
        #expect(
            XMLTree(page).text.replacing("\u{A0}", with: " ").components(separatedBy: time).count
                == 3)
    }
}
