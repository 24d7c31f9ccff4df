import Foundation

/// A process that answers lines with lines.
final class EngineProcess {
    private let id: pid_t
    private let input: Int32
    private let output: Int32
    private let errorsPath: String
    private var received: [UInt8] = []
    private var isOver = false

    /// The longest line: the times of a block of the smallest network are a tenth of it.
    private static let maximumLineLength = 1 << 24

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: Its path, or its name in the search path.
    ///   - arguments: What it gets.
    ///   - environment: Variables that are added to those of this process.
    ///   - errorsPath: The file for its standard error.
    /// - Throws: ``Failure`` if it cannot be started.
    init(
        _ program: String, _ arguments: [String], environment: [String: String],
        errors errorsPath: String
    ) throws {
        let (toChild, fromChild) = (try Self.pipe(), try Self.pipe())
        defer {
            close(toChild.reading)
            close(fromChild.writing)
        }
        do {
            id = try startProcess(program, arguments, environment: environment) {
                attributes, actions in
                // What this process does about signals is not for the other one.
                var signals = sigset_t()
                sigemptyset(&signals)
                posix_spawnattr_setsigmask(&attributes, &signals)
                for number in PassingFolder.signals { sigaddset(&signals, number) }
                posix_spawnattr_setsigdefault(&attributes, &signals)
                let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
                posix_spawnattr_setflags(&attributes, Int16(flags))
                posix_spawn_file_actions_adddup2(&actions, toChild.reading, STDIN_FILENO)
                posix_spawn_file_actions_adddup2(&actions, fromChild.writing, STDOUT_FILENO)
                posix_spawn_file_actions_addopen(
                    &actions, STDERR_FILENO, errorsPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            }
        } catch {
            close(toChild.writing)
            close(fromChild.reading)
            throw error
        }
        (input, output, self.errorsPath) = (toChild.writing, fromChild.reading, errorsPath)
    }

    /// A pipe that no other process inherits.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else {
            throw Failure(.failed, "cannot make a pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Writes a line. A process that has ended is found out when its answer is read.
    func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = bytes.withUnsafeBytes { Foundation.write(input, $0.baseAddress, $0.count) }
    }

    /// Waits for the next line.
    ///
    /// - Parameter seconds: The longest time without one.
    /// - Returns: The line without its end, `nil` where none has come by then.
    /// - Throws: ``EngineProblem`` where none will come.
    func readLine(within seconds: Double) throws -> String? {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var searched = 0
        while true {
            if let lineEnd = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: received[..<lineEnd], as: UTF8.self)
                received.removeSubrange(...lineEnd)
                return line
            }
            searched = received.count
            if searched > Self.maximumLineLength {
                throw EngineProblem.rubbish(String(decoding: received.prefix(400), as: UTF8.self))
            }
            var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let rest = ((end - clock.now) / .milliseconds(1)).rounded(.up)
            let count = rest > 0 ? poll(&wait, 1, Int32(rest)) : 0
            if count == 0 { return nil }
            if count > 0, !receive() {
                throw EngineProblem.ended(status: endedStatus(), errors: lastError)
            }
        }
    }

    /// Takes what has come; false where nothing will come any more.
    private func receive() -> Bool {
        let size = 1 << 16
        var chunk = [UInt8](repeating: 0, count: size)
        let count = read(output, &chunk, size)
        if count > 0 { received += chunk[..<count] }
        return count > 0 || (count < 0 && errno == EINTR)
    }

    /// The status with which the process ends, or is ended where it only closes its output.
    private func endedStatus() -> Int32 {
        var (status, looks) = (Int32(0), 0)
        while waitpid(id, &status, WNOHANG) == 0 {
            looks += 1
            if looks == 100 { kill(id, SIGKILL) }
            usleep(10_000)
        }
        isOver = true
        return status
    }

    /// The last line that the process has written to its standard error.
    private var lastError: String? {
        let text = try? String(contentsOfFile: errorsPath, encoding: .utf8)
        return text?.split(whereSeparator: \.isNewline).last.map { String($0.prefix(200)) }
    }

    /// Ends the process.
    func end() {
        if !isOver {
            kill(id, SIGKILL)
            _ = endedStatus()
        }
        close(input)
        close(output)
    }
}
