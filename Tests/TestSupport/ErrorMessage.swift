/// Runs `body` and returns the description of what it throws; `nil` if it throws nothing.
public func message(of body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return "\(error)"
    }
}
