import ArgumentParser
import Experiments
import FileCommands
import Files
import Foundation
import Reports

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a page about runs that go on, were interrupted or are finished.",
        usage: "\(Program.name) report <folder> ... [<options>]",
        discussion: """
            The page has the course of the training so far, for several runs side by side, with where their \
            recipes differ. With --watch it is written again and again, and a browser that shows it \
            reads it again, until no run goes on.
            """)

    @Argument(
        help: "The folders of the runs.", completion: .directory, transform: expandingHome)
    var folders: [String]

    @Option(
        help: "The file to write; by default progress.html in the folder of the only run, or here.",
        completion: .file(extensions: ["html"]), transform: expandingHome)
    var out: String?

    @Flag(help: "Go on until no run goes on.")
    var watch = false

    @Option(help: "With --watch, the seconds between two pages.")
    var seconds = 10

    func validate() throws {
        guard (1...86_400).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds); it must be 1 to 86400")
        }
    }

    func run() throws {
        let path = out ?? (folders.count == 1 ? folders[0] + "/progress.html" : "progress.html")
        var isFirst = true
        while true {
            let goesOn = try write(to: path)
            if isFirst { try Console.printResult("page: \(path)") }
            isFirst = false
            guard watch, goesOn else { return }
            Thread.sleep(forTimeInterval: Double(seconds))
        }
    }

    /// Writes the page.
    ///
    /// - Returns: Whether a run goes on.
    private func write(to path: String) throws -> Bool {
        let pageFolder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent()
        let runs = try zip(folders, names).map { folder, name in
            guard
                let run = try RunFolder(path: folder).runOfPage(
                    named: name, pageFolder: pageFolder.path)
            else { throw Failure(.missingInput, "there is no run in '\(folder)'") }
            return run
        }
        let goesOn = runs.contains { $0.state == .running }
        let time = Date().formatted(.iso8601).replacing("T", with: " ").replacing("Z", with: " UTC")
        let page = RunsPage(runs, time: time, reloadSeconds: watch && goesOn ? seconds : nil)
        try AtomicFile.write(page.html().utf8, to: path)
        return goesOn
    }

    /// The last parts of the folders' paths, as many as tell them apart.
    private var names: [String] {
        let parts = folders.map { URL(fileURLWithPath: $0).standardizedFileURL.pathComponents }
        let longest = parts.map(\.count).max() ?? 1
        for count in 1...max(longest, 1) {
            let names = parts.map { $0.suffix(count).joined(separator: "/") }
            if Set(names).count == names.count { return names }
        }
        return folders
    }
}
