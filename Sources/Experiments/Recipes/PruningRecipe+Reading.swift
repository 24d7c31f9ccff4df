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
        let followsPaper =
            try section.value("preset", "default", .oneOf(["default", "paper"])) == "paper"
        let isNamed = section.says("method") || followsPaper
        try self.init(
            method: isNamed ? named.method : nil, pattern: named.pattern, epochs: epochs)
        let description = try PruningMethods.named(method)
        var fixesMasks = try description.defaults(for: Patterns.named(pattern)).fixesMasks
        if followsPaper {
            guard method == "pdp" else {
                throw section.refusal(
                    of: "preset", allowed: "default where 'pruning.method' is not pdp")
            }
            followPaper(epochs: epochs)
            fixesMasks = false
        }
        try keys.read(section, into: &self)
        if target != nil, prunesCouplings, !section.says("allocation") {
            // Magnitudes of channels say little of their cost: large late layers would go alone.
            allocation = UniformAllocation().description
        }
        try checkReallocation(section)
        try checkOptions(section, of: description)
        try section.checking("pattern") { try description.check(Patterns.named(pattern)) }
        try checkTimes(section)
        if keys.saidWord(for: "freeze", in: section) == nil {
            freeze = fixesMasks ? usualFreeze(of: epochs) : .epochs(0)
        }
        try checkLimits(section)
        try checkTarget(section)
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
        let others = keys.rows.filter { !$0.traits.contains(.ofKeptZeros) }
        if let needless = others.flatMap(\.words).first(where: section.says) {
            throw section.refusal(
                of: needless,
                allowed: "left out where 'pruning.keepZeros' stands without a method or a sparsity")
        }
        try keys.read(section, into: &self) { $0.traits.contains(.ofKeptZeros) }
        try section.finish()
    }

    /// Refuses options that the method does not have; one that nobody has named is told of.
    private func checkOptions(_ section: RecipeSection, of method: MethodDescription) throws {
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            do {
                try method.check(options: [name: value])
            } catch {
                let remark =
                    section.says("method") ? "" : " (none is named, and this is the usual one)"
                let place = try section.section("options")?.place(of: name)
                throw RecipeError.refusedValue(
                    key: "pruning.options", reason: "\(error)\(remark)",
                    place: place ?? section.place(of: "options"))
            }
        }
    }

    /// Refuses to share zeros out again where the shares do not follow the weights. A method that usually
    /// does so does not there.
    private mutating func checkReallocation(_ section: RecipeSection) throws {
        guard reallocation != .never, let reason = try reasonForFixedShares() else { return }
        guard !section.says("reallocate") else {
            throw section.refusal(of: "reallocate", allowed: "never where \(reason)")
        }
        reallocation = .never
    }

    /// Why the shares of the layers do not follow the weights; `nil` where they do.
    private func reasonForFixedShares() throws -> String? {
        if plan != nil { return "'pruning.plan' is given" }
        if target != nil { return "'pruning.target' is given" }
        if try Patterns.named(pattern).sparsity != nil {
            return "the pattern says the zeros of each layer"
        }
        let follows = try Allocations.named(allocation).dependsOnWeights
        return follows ? nil : "'pruning.allocation' is \(allocation)"
    }

    /// Refuses times that contradict each other.
    private func checkTimes(_ section: RecipeSection) throws {
        if ramp.isInSteps, section.says("everyStep") {
            throw section.refusal(
                of: "everyStep", allowed: "left out where 'pruning.ramp' is in steps")
        }
        if isPerStep, schedule != "linear" {
            throw section.refusal(
                of: "everyStep", allowed: "false where 'pruning.schedule' is not linear")
        }
        let rules = ["startMetric", "startAccuracy"].filter(section.says)
        guard let rule = rules.first else { return }
        if rules.count > 1 {
            throw section.refusal(
                of: rules[1], allowed: "left out where 'pruning.\(rule)' is given")
        }
        if start.isInSteps {
            throw section.refusal(
                of: Self.keys().saidWord(for: "start", in: section) ?? "start",
                allowed: "left out where 'pruning.\(rule)' is given")
        }
    }

    /// The time with fixed masks where nothing is said. Where a metric starts the ramp, nobody
    /// knows when it ends. How long a ramp in steps takes is known with the data; a run then says so
    /// where the masks are fixed before its end.
    private func usualFreeze(of epochs: Int) -> RunTime {
        guard startMetric == nil else { return .epochs(0) }
        guard let start = start.epochs(of: epochs), let ramp = ramp.epochs(of: epochs) else {
            return .epochs(Double(epochs / 3))
        }
        return Self.usualFreeze(of: epochs, rampEnd: start + min(ramp, Double(epochs)))
    }

    /// Refuses a target beside what says the sparsity, and thinning of what is no channel.
    private func checkTarget(_ section: RecipeSection) throws {
        let family = try Patterns.named(pattern).family
        if let key = ["thin", "multiple"].first(where: section.says), !prunesCouplings {
            throw section.refusal(
                of: key,
                allowed: "left out where 'pruning.pattern' is not channels, taken out together")
        }
        guard let target else { return }
        if target.said.count != 1 {
            throw section.refusal(
                of: "target", allowed: "one of multiplyAdds, parameters, megabytes with its value")
        }
        if let key = ["sparsity", "plan"].first(where: section.says) {
            throw section.refusal(of: key, allowed: "left out where 'pruning.target' is given")
        }
        if family == .channels, !prunesCouplings {
            throw section.refusal(
                of: "target", allowed: "left out where 'pruning.couplings' is false")
        }
        let saysAll = try Patterns.named(pattern).sparsity != nil
        if try saysAll || Allocations.named(allocation).hasOwnSparsities {
            throw section.refusal(
                of: "target",
                allowed: "left out where the pattern or the allocation says the zeros of each layer"
            )
        }
    }

    /// Refuses limits of layers where something else says the sparsity of each.
    private func checkLimits(_ section: RecipeSection) throws {
        let limits = [
            ("maximumSparsity", maximumSparsity != 1), ("minimumKept", minimumKept != 1),
            ("keepFirstDense", keepsFirstDense), ("keepLastDense", keepsLastDense),
        ]
        if plan != nil, let (key, _) = (limits + [("layers", !layers.isEmpty)]).first(where: \.1) {
            throw section.refusal(of: key, allowed: "left out where 'pruning.plan' is given")
        }
        if let (key, _) = limits.prefix(2).first(where: \.1),
            try Patterns.named(pattern).sparsity != nil
        {
            throw section.refusal(
                of: key, allowed: "left out where the pattern says the zeros of each layer")
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
