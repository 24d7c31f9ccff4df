/// How many of the test examples of one class are taken for what they are.
public struct ClassRecord: Codable, Sendable, Equatable {
    /// The name of the class.
    public var name: String
    /// The examples that are classified correctly.
    public var correctCount: Int
    /// All examples of the class.
    public var count: Int

    /// Makes the record of one class.
    public init(name: String, correctCount: Int, count: Int) {
        self.name = name
        self.correctCount = correctCount
        self.count = count
    }

    /// The share that is classified correctly, in 0…1; `nil` for a class without examples.
    public var accuracy: Double? { count > 0 ? Double(correctCount) / Double(count) : nil }
}
