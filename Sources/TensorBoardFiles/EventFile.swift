/// The events in the bytes of a file.
public enum EventFile {
    /// What every name begins with; TensorBoard reads the files of a folder in the order of their names.
    public static let prefix = "events.out.tfevents."

    /// The events from the beginning up to the first record that is not whole.
    public static func events(in file: [UInt8]) -> [Event] { walk(file).map(\.event) }

    /// How many bytes to keep of a file in order to go on after `step`: all whole records before the
    /// first one of a later step.
    public static func byteCount(of file: [UInt8], upToStep step: Int) -> Int {
        walk(file).prefix { $0.event.step <= step }.last?.end ?? 0
    }

    private static func walk(_ file: [UInt8]) -> [(event: Event, end: Int)] {
        var found: [(event: Event, end: Int)] = []
        while let record = Record.content(of: file, from: found.last?.end ?? 0),
            let event = try? Event(bytes: record.bytes)
        {
            found.append((event, record.end))
        }
        return found
    }
}
