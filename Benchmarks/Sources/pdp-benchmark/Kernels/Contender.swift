/// One thing that is timed, by itself or after a preparation that is not.
struct Contender {
    let name: String
    var prepare: (() throws -> Void)?
    let run: () throws -> Void

    /// The mean seconds of `repetitionCount` calls.
    ///
    /// The clock takes about as long as the fastest call, so calls that need no preparation are
    /// timed together.
    func seconds(repetitionCount: Int) throws -> Double {
        var total = 0.0
        if let prepare {
            for _ in 0..<repetitionCount {
                try prepare()
                total += try elapsed(run)
            }
        } else {
            total = try elapsed { for _ in 0..<repetitionCount { try run() } }
        }
        return total / Double(repetitionCount)
    }

    /// One call that is not timed: it wakes threads, touches new pages and fills the caches.
    func warmUp() throws {
        try prepare?()
        try run()
    }
}
