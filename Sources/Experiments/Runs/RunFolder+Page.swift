import Files
import Foundation
public import Reports
import Training

extension RunFolder {
    /// The run here as it is now, for a page about several; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - name: What it is called there.
    ///   - pageFolder: The folder of the page, an absolute path.
    /// - Returns: What is known of the run at this moment.
    /// - Throws: ``RunError/damagedRecord(path:problem:)``, and what reading files throws. Those that are not
    ///   there yet are left out.
    public func runOfPage(named name: String, pageFolder: String) throws -> RunsPage.Run? {
        guard isInUse else { return nil }
        let recipe = try Recipe(yaml: writtenRecipe(), file: self.recipe)
        let summary = try writtenSummary()
        let epochs = FileManager.default.fileExists(atPath: metrics) ? try records() : []
        let isFree = (try? checkIsFree()) != nil
        let state: RunsPage.State =
            isFree ? (summary == nil ? .interrupted : .finished) : .running
        let metric = summary?.metric ?? (try? recipe.makeTask().metric) ?? .accuracy
        let hasReport = FileManager.default.fileExists(atPath: report)
        return RunsPage.Run(
            name: name, state: state, epochs: epochs, epochCount: recipe.epochs,
            metric: metric, summary: state == .finished ? summary : nil,
            report: hasReport ? Self.path(of: report, from: pageFolder) : nil,
            settings: recipe.settings)
    }

    /// The path of a file from a folder on; `nil` unless it lies below that.
    private static func path(of file: String, from folder: String) -> String? {
        let path = RecipeSource.absolute(file, in: ".")
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }
}
