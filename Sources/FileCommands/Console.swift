import Foundation

/// The two streams of the command: results go to the standard output, progress and errors to the
/// standard error.
///
/// A result that cannot be written is a failure. Progress that cannot be written is lost, and the
/// work goes on: a full disk under the log must not cost the run.
package enum Console {
    /// Whether progress can be drawn over itself.
    package static let isTerminal = isatty(STDERR_FILENO) == 1

    /// The columns of the terminal that shows progress; 80 where that is unknown.
    package static var width: Int { columns(of: STDERR_FILENO) ?? 80 }

    /// The columns for tables on the standard output; `nil` where it is no terminal.
    package static var outputWidth: Int? {
        isatty(STDOUT_FILENO) == 1 ? columns(of: STDOUT_FILENO) : nil
    }

    /// The columns for lines on the standard error; `nil` where it is no terminal.
    package static var errorWidth: Int? { isTerminal ? width : nil }

    /// Makes a closed stream fail instead of ending the process, or of writing into another file.
    ///
    /// The system gives a new file the lowest free descriptor: with a closed standard output, the
    /// first file that is opened would receive what is printed. A descriptor of `/dev/null` that
    /// only reads holds the place, and writing to it is refused.
    package static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(descriptor, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Writes a result and a line break to the standard output.
    ///
    /// - Throws: ``Failure`` with the status for what cannot be written.
    package static func printResult(_ text: String) throws { try printDocument(text + "\n") }

    /// Writes a result that has its own line breaks to the standard output.
    ///
    /// - Throws: As ``printResult(_:)``.
    package static func printDocument(_ text: String) throws {
        let code = writeAll(text, to: STDOUT_FILENO)
        guard code == 0 else {
            throw Failure(
                .cannotWrite, "cannot write the standard output: \(String(cString: strerror(code)))"
            )
        }
    }

    /// Writes a line to the standard error.
    package static func write(_ line: String) {
        _ = writeAll(line + "\n", to: STDERR_FILENO)
    }

    /// Replaces the line that is being drawn.
    package static func redraw(_ line: String) {
        _ = writeAll("\r\u{1B}[2K" + line, to: STDERR_FILENO)
    }

    /// Removes the line that is being drawn.
    package static func clearLine() {
        if isTerminal { redraw("") }
    }

    /// What the variable `COLUMNS` says, or the terminal itself.
    private static func columns(of descriptor: Int32) -> Int? {
        if let text = ProcessInfo.processInfo.environment["COLUMNS"], let count = Int(text),
            count > 0
        {
            return count
        }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes all of `text` and returns 0, or the error number of the failure.
    private static func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}
