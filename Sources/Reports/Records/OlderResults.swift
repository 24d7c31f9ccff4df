/// The results in records of versions that knew the accuracy alone; `nil` in those of this version.
struct OlderResults: Decodable {
    private var accuracy: Double?
    private var softAccuracy: Double?
    private var denseAccuracy: Double?

    var results: [String: Double]? { Self.named(accuracy) }
    var softResults: [String: Double]? { Self.named(softAccuracy) }
    var denseResults: [String: Double]? { Self.named(denseAccuracy) }

    private static func named(_ accuracy: Double?) -> [String: Double]? {
        accuracy.map { [Metric.accuracy.name: $0] }
    }
}
