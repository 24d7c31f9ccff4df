/// What `thin --json` prints.
struct ThinningReport: Decodable {
    struct Layer: Decodable {
        let name: String
        let channelsBefore: Int
        let channelsAfter: Int
    }

    let parametersBefore: Int
    let parametersAfter: Int
    /// Not there where they cannot be counted.
    let multiplyAddsBefore: Int?
    let multiplyAddsAfter: Int?
    let largestDifference: Double
    let largestOutput: Double
    let layers: [Layer]
}
