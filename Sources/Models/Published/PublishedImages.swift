/// How the images came to published weights, as a file beside them says.
public struct PublishedImages: Equatable, Sendable {
    /// What is subtracted from each channel, of pixels in `0...1`; `nil` where the file does not say it.
    public let mean: [Float]?

    /// What each channel is divided by, of pixels in `0...1`; `nil` where ``mean`` is.
    public let deviation: [Float]?

    /// Height and width in pixels; `nil` where the file does not say them.
    public let size: [Int]?

    /// The share of the side of a test image that is cut out; `nil` where the file does not say it.
    public let croppedShare: Double?

    /// How images are resized, such as `bicubic`; `nil` where the file does not say it.
    public let interpolation: String?

    /// What messages call the file, such as a quoted path.
    public let place: String

    /// Reads the `preprocessor_config.json` of transformers.
    ///
    /// Pixels that it scales otherwise than to `0...1` give the mean and deviation with which the
    /// network gets the same numbers.
    ///
    /// - Parameters:
    ///   - text: The content of the file.
    ///   - place: What the error messages call it, such as a quoted path.
    /// - Throws: ``ModelError/unreadableSettings(place:)`` and
    ///   ``ModelError/invalidSetting(key:found:allowed:place:)``.
    public init(preprocessor text: String, from place: String) throws {
        let file = try JSONSettings(text, place: place)
        self.place = place
        let statistics = try file.statistics(mean: "image_mean", deviation: "image_std")
        let isNormalized = try file.flag("do_normalize") ?? true
        let isScaled = try file.flag("do_rescale") ?? true
        let factor = isScaled ? try file.scale("rescale_factor") : 1
        let (mean, deviation) = isNormalized ? statistics : ([0, 0, 0], [1, 1, 1])
        self.mean = mean.map { $0.map { Float($0 / (255 * factor)) } }
        self.deviation = deviation.map { $0.map { Float($0 / (255 * factor)) } }
        let size = try file.imageSize("size")
        let isCut = try file.flag("do_center_crop") ?? true
        let cut = isCut ? try file.imageSize("crop_size") : nil
        self.size = cut ?? size
        let share = cut.flatMap { cut in size.map { Double(cut[0]) / Double($0[0]) } }
        croppedShare = try file.share("crop_pct") ?? share
        let filters = ["nearest", "lanczos", "bilinear", "bicubic", "box", "hamming"]
        let filter = try file.count(below: filters.count, "resample")
        interpolation = filter.map { filters[$0] }
    }

    /// Reads what the `config.json` of timm says under `pretrained_cfg`; `nil` without this key.
    ///
    /// - Parameters:
    ///   - text: The content of the file.
    ///   - place: What the error messages call it, such as a quoted path.
    /// - Throws: ``ModelError/unreadableSettings(place:)`` and
    ///   ``ModelError/invalidSetting(key:found:allowed:place:)``.
    public init?(timm text: String, from place: String) throws {
        guard let file = try JSONSettings(text, place: place).section("pretrained_cfg") else {
            return nil
        }
        self.place = place
        let (mean, deviation) = try file.statistics(mean: "mean", deviation: "std")
        self.mean = mean?.map { Float($0) }
        self.deviation = deviation?.map { Float($0) }
        size = try file.imageSize("input_size")
        croppedShare = try file.share("crop_pct")
        interpolation = try file.word("interpolation")
    }
}

extension JSONSettings {
    /// Mean and deviation of the channels, as many of each; `nil` where one of them is missing.
    fileprivate func statistics(
        mean meanKey: String, deviation deviationKey: String
    ) throws -> (mean: [Double]?, deviation: [Double]?) {
        let mean = try channelValues(meanKey, isAllowed: \.isFinite, "a list of numbers")
        let deviation = try channelValues(
            deviationKey, isAllowed: { $0 > 0 && $0.isFinite }, "a list of numbers above 0")
        guard let mean, let deviation else { return (nil, nil) }
        guard mean.count == deviation.count else {
            throw ModelError.invalidSetting(
                key: deviationKey, found: "a list of \(deviation.count)",
                allowed: "a list of \(mean.count), as '\(meanKey)' is", place: place)
        }
        return (mean, deviation)
    }

    /// What bytes are multiplied by; 1/255 where the file does not say it.
    fileprivate func scale(_ key: String) throws -> Double {
        let factor = isNull(key) ? 1 / 255 : try number(key, default: 1 / 255)
        guard factor > 0, factor.isFinite else {
            throw ModelError.invalidSetting(
                key: key, found: "\(factor)", allowed: "above 0", place: place)
        }
        return factor
    }

    /// The share under `key`, above 0.
    fileprivate func share(_ key: String) throws -> Double? {
        guard contains(key), !isNull(key) else { return nil }
        let share = try number(key, default: 1)
        guard share > 0, share.isFinite else {
            throw ModelError.invalidSetting(
                key: key, found: "\(share)", allowed: "above 0", place: place)
        }
        return share
    }

    /// The whole number under `key`, at least 0 and below `end`.
    fileprivate func count(below end: Int, _ key: String) throws -> Int? {
        guard contains(key), !isNull(key) else { return nil }
        let count = try integer(key, default: 0)
        guard (0..<end).contains(count) else {
            throw ModelError.invalidSetting(
                key: key, found: "\(count)", allowed: "at least 0 and below \(end)", place: place)
        }
        return count
    }

    /// The text under `key`.
    fileprivate func word(_ key: String) throws -> String? {
        guard let value = values[key], value != .null else { return nil }
        guard case .text(let text) = value else { throw invalid(key, value, "a text") }
        return text
    }
}
