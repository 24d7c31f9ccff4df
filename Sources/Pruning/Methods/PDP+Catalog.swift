private let temperatureOption = MethodOption(
    "temperature", in: 1e-12...1e6, default: nil,
    "τ in squared units of the weights")
private let relativeTemperatureOption = MethodOption(
    "relative-temperature", in: 1e-12...1e6, default: nil,
    "τ as a multiple of the squared threshold of the layer; 3, falling to 0.065, if no temperature "
        + "is given, 1e-4 for channels")
private let finalTemperatureOption = MethodOption(
    "final-temperature", in: 1e-12...1e6, default: nil,
    "what the temperature falls to over the first 80 % of the run, or until the masks are fixed; "
        + "constant if left out")

private let centredTemperatureOption = MethodOption(
    "relative-temperature", in: 1e-12...1e6, default: PDP.centredFactor,
    "τ as a multiple of the squared threshold")

private let steepTemperatureOption = MethodOption(
    "relative-temperature", in: 1e-12...1e6, default: PDP.steepFactor,
    "τ as a multiple of the squared threshold")

extension MethodDescription {
    static let centredPDP = MethodDescription(
        "pdp-centred", "PDP with a mask that is 0 below the threshold and rises from 0 above it",
        options: [centredTemperatureOption], defaults: MethodDefaults(reallocation: .step)
    ) { try PDP.centred(temperature: .relative($0[centredTemperatureOption])) }

    static let steepPDP = MethodDescription(
        "pdp-steep",
        "PDP with a mask that rises steeply from 0 at the threshold",
        options: [steepTemperatureOption], defaults: MethodDefaults(reallocation: .step)
    ) { try PDP.steep(temperature: .relative($0[steepTemperatureOption])) }

    static let pdp = MethodDescription(
        "pdp", "parameter-free differentiable pruning: a soft mask from the weights alone",
        options: [temperatureOption, relativeTemperatureOption, finalTemperatureOption],
        defaults: MethodDefaults(fixesMasks: true),
        channelDefaults: MethodDefaults(schedule: "linear", rampShare: 1 / 3)
    ) { settings in
        let fixed = settings.given(temperatureOption)
        let factor = settings.given(relativeTemperatureOption)
        if let factor, fixed != nil {
            throw PruningError.invalidOption(
                relativeTemperatureOption.name, method: "pdp", found: "\(factor)",
                allowed: "left out where 'temperature' is given")
        }
        let final = settings.given(finalTemperatureOption)
        let isForChannels = settings.run.pattern.family == .channels
        if fixed == nil, factor == nil, final == nil {
            if isForChannels { return try PDP.forChannels() }
            return try PDP(
                epochCount: settings.run.epochCount, freezeEpoch: settings.run.freezeEpoch)
        }
        let first =
            factor ?? fixed ?? (isForChannels ? PDP.channelFactor : PDP.firstFactor)
        let cooling = try final.map { final in
            guard final <= first else {
                throw PruningError.invalidOption(
                    finalTemperatureOption.name, method: "pdp", found: "\(final)",
                    allowed: "at most the first temperature, \(first)")
            }
            return PDP.Cooling(
                factor: final / first, epochCount: settings.run.epochCount,
                freezeEpoch: settings.run.freezeEpoch)
        }
        return try PDP(
            temperature: fixed == nil ? .relative(first) : .fixed(first), cooling: cooling)
    }
}
