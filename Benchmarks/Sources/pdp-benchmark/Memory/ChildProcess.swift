import ArgumentParser
import Foundation

/// Runs a command of this program in a process of its own.
///
/// - Parameter arguments: The name of the command and its options.
/// - Returns: What it prints as JSON.
/// - Throws: `ExitCode` where it fails.
func childResult<Value: Decodable>(_ arguments: [String]) throws -> Value {
    let process = Process()
    process.executableURL = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
    return try JSONDecoder().decode(Value.self, from: data)
}
