import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// The most memory of this process that was resident at a time, in bytes.
///
/// Linux: `VmHWM`, which starts anew with each program, as the peak of `getrusage` does not.
func peakResidentBytes() throws -> Int {
    #if canImport(Darwin)
        var usage = rusage()
        guard getrusage(RUSAGE_SELF, &usage) == 0 else { throw CocoaError(.fileReadUnknown) }
        return usage.ru_maxrss
    #else
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let field = line?.split(whereSeparator: \.isWhitespace).dropFirst().first,
            let kilobytes = Int(field)
        else { throw CocoaError(.fileReadCorruptFile) }
        return kilobytes * 1024
    #endif
}
