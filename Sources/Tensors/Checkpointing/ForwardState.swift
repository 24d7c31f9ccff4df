/// What a forward pass depends on besides its tensors: autocast, and the random generators that it draws from.
struct ForwardState {
    private let device: Device
    private let autocast: Autocast

    /// The states before the pass, of those generators that it has drawn from.
    private let generators: [(device: Device, state: Tensor)]

    /// Runs `body`, and returns what it depends on.
    ///
    /// - Parameters:
    ///   - inputs: What is computed with; their device is that of the pass.
    ///   - body: The forward pass.
    /// - Returns: What `body` returns, and the state.
    /// - Throws: What `body` throws.
    static func recorded<Result>(
        of inputs: [Tensor], _ body: () throws -> Result
    ) throws -> (result: Result, state: ForwardState) {
        let device = inputs.lazy.compactMap(\.device).first { $0 != .cpu } ?? .cpu
        let autocast = try Autocast.current(on: device)
        let before = try states(of: device == .cpu ? [.cpu] : [.cpu, device])
        let result = try body()
        let drawn = try zip(before, states(of: before.map(\.device))).filter { before, after in
            try before.state.elements(as: UInt8.self) != after.state.elements(as: UInt8.self)
        }
        let state = ForwardState(
            device: device, autocast: autocast, generators: drawn.map { before, _ in before })
        return (result, state)
    }

    /// Runs `body` in this state; the generators go on from where they were.
    func restored<Success>(_ body: () throws -> Success) throws -> Success {
        let now = try Self.states(of: generators.map(\.device))
        try Self.restore(generators)
        let result = Result { try withAutocast(autocast, on: device, body) }
        try Self.restore(now)
        return try result.get()
    }

    private static func states(of devices: [Device]) throws -> [(device: Device, state: Tensor)] {
        try devices.map { ($0, try LibTorch.generatorState(of: $0)) }
    }

    private static func restore(_ states: [(device: Device, state: Tensor)]) throws {
        for (device, state) in states { try LibTorch.setGeneratorState(state, of: device) }
    }
}
