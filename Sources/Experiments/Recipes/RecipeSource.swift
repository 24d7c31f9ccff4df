import Files
import Foundation
import Yams

/// Where the keys of a recipe come from, for error messages.
struct RecipeSource {
    /// The name of the file.
    let file: String

    /// The changes made to what the file says, such as `pruning.sparsity=0.95`.
    let assignments: [String]

    /// The folder that paths in the file are relative to; `nil` where paths stay as written.
    var folder: String?

    /// Where the key `path` stands: in the last assignment that sets it or a section around it,
    /// otherwise in `line` of the file, or in an assignment of something in it.
    func place(ofKey path: String, line: Int?) -> String {
        let inside = assignments.last { line == nil && $0.hasPrefix(path + ".") }
        if let assignment = assignment(ofKey: path) ?? inside {
            return "the assignment '\(assignment)'"
        }
        return line.map { "\(file), line \($0)" } ?? file
    }

    /// The absolute form of `path`, the value of `key`: relative to the folder of the file, or to
    /// the working directory where an assignment says it. `~` and `~user` are home folders.
    ///
    /// - Throws: ``RecipeError/misplacedPath(key:path:folder:workingDirectory:place:)`` where
    ///   nothing stands at `path` beside the file, but something does in the working directory.
    func resolved(_ path: String, ofKey key: String, line: Int?) throws -> String {
        let path = expandingHome(path)
        guard let folder else { return path }
        let workingDirectory = FileManager.default.currentDirectoryPath
        let there = Self.absolute(path, in: workingDirectory)
        if path.hasPrefix("/") || assignment(ofKey: key) != nil { return there }
        let beside = Self.absolute(path, in: folder)
        let files = FileManager.default
        guard files.fileExists(atPath: beside) || !files.fileExists(atPath: there) else {
            throw RecipeError.misplacedPath(
                key: key, path: path, folder: Self.absolute(".", in: folder),
                workingDirectory: workingDirectory, place: place(ofKey: key, line: line))
        }
        return beside
    }

    /// The path from the root folder on of what is at `path` from `folder`, without `.` and `..`.
    static func absolute(_ path: String, in folder: String) -> String {
        let folder = URL(fileURLWithPath: folder, isDirectory: true)
        return URL(fileURLWithPath: path, relativeTo: folder).standardizedFileURL.path
    }

    /// The last assignment that sets `key` or a section around it.
    private func assignment(ofKey path: String) -> String? {
        assignments.last { assignment in
            let key = assignment.prefix { $0 != "=" }
            return path == key || path.hasPrefix(key + ".")
        }
    }

    /// Parses the text of the file.
    ///
    /// - Throws: ``RecipeError/notYAML(reason:place:)``,
    ///   ``RecipeError/unusableText(reason:place:)`` or ``RecipeError/duplicateKey(key:place:)``.
    func parse(_ yaml: String) throws -> Node {
        let yaml = RecipeText(yaml, file: file)
        try yaml.check()
        do {
            return try Yams.compose(yaml: yaml.text) ?? Node.mapping(.init([]))
        } catch let error as YamlError {
            if case .duplicatedKeysInMapping(let keys, let context) = error {
                let key = keys.first ?? ""
                let line = yaml.line(ofSecond: key, from: context.mark.line)
                throw RecipeError.duplicateKey(key: key, place: "\(file), line \(line)")
            }
            throw error.recipeError(file: file)
        }
    }
}

extension YamlError {
    /// The problem that libyaml names, with the remedy where its own words do not help.
    private static func inOurWords(_ problem: String) -> String {
        if problem.hasPrefix("Maximum nesting level") { return "it is nested too deeply" }
        return [
            "found character that cannot start any token":
                "a tab, '@', '`' or '%' begins a value; indent with spaces, and quote the value",
            "but found another document": "it has a second document; one is allowed",
        ][problem] ?? problem
    }

    /// The problem on one line, without the excerpt that the description shows.
    fileprivate func recipeError(file: String) -> RecipeError {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .notYAML(reason: Self.inOurWords(problem), place: "\(file), line \(mark.line)")
        case .reader(let problem, _, _, _):
            .notYAML(reason: problem, place: file)
        default:
            .notYAML(
                reason: "\(self)".split(separator: "\n").joined(separator: " "), place: file)
        }
    }
}
