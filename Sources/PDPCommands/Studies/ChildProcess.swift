import FileCommands
import Foundation

/// A process that runs this program again.
struct ChildProcess {
    /// How a process has ended.
    struct End {
        let id: pid_t

        /// The exit status; `nil` if a signal ended the process.
        let status: Int32?

        /// The signal that ended the process.
        let signal: Int32?

        /// The largest memory that the process held at a time.
        let peakMemoryBytes: Int
    }

    /// Where a process writes.
    enum Output {
        /// To the streams of this process.
        case inherited

        /// Both streams to the end of a file.
        case file(String)
    }

    let id: pid_t

    /// Starts this program with `arguments`, and the variables of this process with `environment` added.
    ///
    /// The process has a group of its own, so that a Ctrl-C at the terminal does not reach it twice,
    /// and listens to signals from its first moment on.
    ///
    /// - Throws: ``Failure`` if the system cannot start it.
    init(arguments: [String], output: Output, environment added: [String: String] = [:]) throws {
        guard let executable = Bundle.main.executablePath else {
            throw Failure(.failed, "the path of this program is not known")
        }
        id = try startProcess(executable, arguments, environment: added) { attributes, actions in
            var signals = sigset_t()
            sigemptyset(&signals)
            posix_spawnattr_setsigmask(&attributes, &signals)
            for number in Interruption.signals { sigaddset(&signals, number) }
            posix_spawnattr_setsigdefault(&attributes, &signals)
            posix_spawnattr_setpgroup(&attributes, 0)
            let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
            posix_spawnattr_setflags(&attributes, Int16(flags))
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            if case .file(let path) = output {
                posix_spawn_file_actions_addopen(
                    &actions, 1, path, O_WRONLY | O_CREAT | O_APPEND, 0o666)
                posix_spawn_file_actions_adddup2(&actions, 1, 2)
            }
        }
    }

    /// Waits until any process that this one has started ends; `nil` if there is none.
    static func waitForAny() -> End? {
        var status: Int32 = 0
        var usage = rusage()
        while true {
            let id = wait4(-1, &status, 0, &usage)
            if id > 0 { return End(id: id, status: status, usage: usage) }
            if errno != EINTR { return nil }
        }
    }
}

/// The last line of an error in what a process has written, without the word before it.
func lastError(in text: String) -> String? {
    let prefix = "error: "
    return text.split(whereSeparator: \.isNewline).last { $0.hasPrefix(prefix) }
        .map { String($0.dropFirst(prefix.count)) }
}

extension ChildProcess.End {
    fileprivate init(id: pid_t, status: Int32, usage: rusage) {
        self.id = id
        let number = status & 0x7f
        self.status = number == 0 ? (status >> 8) & 0xff : nil
        signal = number == 0 ? nil : number
        // Linux counts in KiB, macOS in bytes.
        #if os(Linux)
            peakMemoryBytes = Int(usage.ru_maxrss) * 1024
        #else
            peakMemoryBytes = Int(usage.ru_maxrss)
        #endif
    }
}
