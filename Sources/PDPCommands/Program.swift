import Foundation

/// The program that has the commands: `pdp`, or one of a user's own.
enum Program {
    /// The name under which it was started, without folders.
    static let name = ProcessInfo.processInfo.processName
}
