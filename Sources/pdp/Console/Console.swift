import Foundation

/// The two streams of the command: results go to the standard output, progress and errors to the
/// standard error.
enum Console {
    /// Whether progress can be drawn over itself.
    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// The columns of the terminal; 80 where that is unknown.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes a line to the standard error.
    static func write(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Replaces the line that is being drawn.
    static func redraw(_ line: String) {
        FileHandle.standardError.write(Data(("\r\u{1B}[2K" + line).utf8))
    }

    /// Removes the line that is being drawn.
    static func clearLine() {
        if isTerminal { redraw("") }
    }
}
