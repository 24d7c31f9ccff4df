import Experiments
import Foundation
import Reports

extension RunContext {
    /// What this process was called with, and now.
    ///
    /// - Parameter dataFolder: The folder with the data, if one was named.
    /// - Returns: The context of the runs of this process.
    static func command(dataFolder: String?) -> RunContext {
        RunContext(
            command: CommandText.current, started: Date().formatted(.iso8601),
            dataFolder: dataFolder)
    }
}

/// The command line of this process.
enum CommandText {
    /// The command line as it can be typed again.
    static var current: String {
        ShellText.command([Program.name] + CommandLine.arguments.dropFirst())
    }
}
