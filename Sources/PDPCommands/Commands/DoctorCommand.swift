import ArgumentParser
import Datasets
import Experiments
import FileCommands
import Files
import Foundation
import Reports
import Tensors

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what was found: LibTorch, devices, threads, data.",
        usage: "\(Program.name) doctor [<options>]")

    @Option(
        help: "A folder with data to look into.", completion: .directory, transform: expandingHome)
    var data: String?

    @Flag(help: "Print the findings as JSON.")
    var json = false

    func run() throws {
        var findings = [
            ("pdp", Version.current), ("LibTorch", LibTorch.version),
            ("devices", LibTorch.devices.map(\.description).joined(separator: ", ")),
            ("threads", "\(LibTorch.threadCount)"),
            ("processors", "\(ProcessInfo.processInfo.activeProcessorCount)"),
        ]
        if let data {
            let source = try DataSources.open(DataRecipe(), folder: data)
            findings.append(("data", Self.words(for: source)))
            if let kind = source.identity.flatMap({ DataKinds.named($0.kind) }) {
                findings.append(("kind", "\(kind.name), \(kind.summary)"))
            }
            let skipped = source.skipped
            let files = skipped.listings.map(\.usedSentence) + skipped.remarks
            if !files.isEmpty {
                findings.append(("files", files.joined(separator: "\n            ")))
            }
        }
        if json {
            try Console.printDocument(
                try RecordText.document(
                    of: Dictionary(findings) { first, _ in first }))
        } else {
            for (name, finding) in findings {
                try Console.printResult(
                    name.padding(toLength: 12, withPad: " ", startingAt: 0) + finding)
            }
        }
    }

    private static func words(for source: any DataSource) -> String {
        let training = NumberText.count(source.trainingCount)
        let test = NumberText.count(source.testCount)
        return "\(source.name): \(training) training and \(test) test examples, \(source.input), "
            + "\(source.classNames.count) classes"
    }
}
