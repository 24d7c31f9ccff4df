import Pruning
import Yams

extension PruningRecipe {
    /// Reads the section `pruning` of a recipe for a run of `epochs`.
    init(_ section: RecipeSection, epochs: Int) throws {
        let keys = Self.keys(epochs: epochs)
        var named = PruningRecipe(epochs: epochs)
        let isPruned = keys.rows.contains {
            $0.traits.contains(.asksForPruning) && section.says($0.name)
        }
        if section.says("keepZeros"), !isPruned {
            try keys.read(section, into: &named) { $0.name == "keepZeros" }
            if named.keepsZeros {
                self = .keepingZeros()
                try readKeptZeros(section, keys)
                return
            }
        }
        try keys.read(section, into: &named) { $0.traits.contains(.decidesDefaults) }
        try self.init(method: named.method, pattern: named.pattern, epochs: epochs)
        let description = try PruningMethods.named(method)
        var fixesMasks = try description.defaults(for: Patterns.named(pattern)).fixesMasks
        if try section.value("preset", "default", .oneOf(["default", "paper"])) == "paper" {
            guard method == "pdp" else {
                throw section.refusal(
                    of: "preset", allowed: "default where 'pruning.method' is not pdp")
            }
            followPaper(epochs: epochs)
            fixesMasks = false
        }
        try keys.read(section, into: &self)
        try section.checking("options") { try description.check(options: options) }
        try section.checking("pattern") { try description.check(Patterns.named(pattern)) }
        try checkTimes(section)
        if !section.says("fineTuneEpochs") {
            fineTuneEpochs = fixesMasks ? usualFixedEpochs(of: epochs) : 0
        }
        try checkLimits(section)
        try section.finish()
    }

    /// The mapping that the section is written as.
    var node: Node {
        Self.keys().node(of: self) { !onlyKeepsZeros || $0.traits.contains(.ofKeptZeros) }
    }

    /// Reads what means something where nothing is pruned, and refuses the rest.
    private mutating func readKeptZeros(
        _ section: RecipeSection, _ keys: Keys<PruningRecipe>
    ) throws {
        let needless = keys.rows.first {
            !$0.traits.contains(.ofKeptZeros) && section.says($0.name)
        }
        if let needless {
            throw section.refusal(
                of: needless.name,
                allowed: "left out where 'pruning.keepZeros' stands without a method or a sparsity")
        }
        try keys.read(section, into: &self) { $0.traits.contains(.ofKeptZeros) }
        try section.finish()
    }

    /// Refuses times that contradict each other.
    private func checkTimes(_ section: RecipeSection) throws {
        if rampSteps != nil, section.says("everyStep") {
            throw section.refusal(
                of: "everyStep", allowed: "left out where 'pruning.rampSteps' is given")
        }
        if isPerStep, schedule != "linear" {
            throw section.refusal(
                of: "everyStep", allowed: "false where 'pruning.schedule' is not linear")
        }
        if startAccuracy != nil, startStep != nil {
            throw section.refusal(
                of: "startStep", allowed: "left out where 'pruning.startAccuracy' is given")
        }
    }

    /// The epochs with fixed masks where nothing is said. Where the accuracy starts the ramp, nobody
    /// knows when it ends. How long a ramp in steps takes is known with the data; a run then says so
    /// where the masks are fixed before its end.
    private func usualFixedEpochs(of epochs: Int) -> Int {
        guard startAccuracy == nil else { return 0 }
        guard startStep == nil, rampSteps == nil else { return epochs / 3 }
        let rampEnd = Double(startEpoch) + min(rampEpochs, Double(epochs))
        return Self.fixedEpochs(of: epochs, rampEnd: rampEnd)
    }

    /// Refuses limits of layers where something else says the sparsity of each.
    private func checkLimits(_ section: RecipeSection) throws {
        let limits = [
            ("maximumSparsity", maximumSparsity != 1), ("keepFirstDense", keepsFirstDense),
            ("keepLastDense", keepsLastDense),
        ]
        if plan != nil, let (key, _) = (limits + [("layers", !layers.isEmpty)]).first(where: \.1) {
            throw section.refusal(of: key, allowed: "left out where 'pruning.plan' is given")
        }
        guard try Allocations.named(allocation).hasOwnSparsities else { return }
        if let (key, _) = limits.first(where: \.1) {
            throw section.refusal(
                of: key, allowed: "left out where 'pruning.allocation' is explicit")
        }
        if layers.isEmpty {
            throw section.refusal(
                of: "allocation", allowed: "another one where 'pruning.layers' is empty")
        }
    }
}

extension RecipeSection {
    /// A number of steps under `key`, which takes the place of one of epochs; `nil` where it is missing.
    func steps(_ key: String, _ allowed: Allowed<Int>, inPlaceOf epochs: String) throws -> Int? {
        guard says(key) else { return nil }
        guard !says(epochs) else {
            throw refusal(of: key, allowed: "left out where 'pruning.\(epochs)' is given")
        }
        return try value(key, nil, allowed)
    }
}
