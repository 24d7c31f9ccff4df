public import Foundation

extension PruningPlan: Codable {
    private enum Key: String, CodingKey {
        case pattern, allocation, targetSparsity, layers, excluded, parameterCount, totals
    }

    private enum TotalKey: String, CodingKey {
        case prunableWeightCount, zeroCount, sparsity, sparsityOfAllParameters
    }

    /// Reads what ``encode(to:)`` writes; the totals follow from the layers and are not read.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        pattern = try container.decode(String.self, forKey: .pattern)
        allocation = try container.decode(String.self, forKey: .allocation)
        targetSparsity = try container.decode(Double.self, forKey: .targetSparsity)
        layers = try container.decode([Layer].self, forKey: .layers)
        excluded = try container.decodeIfPresent([Exclusion].self, forKey: .excluded) ?? []
        parameterCount = try container.decode(Int.self, forKey: .parameterCount)
    }

    /// Writes the plan and, for people, its totals.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(pattern, forKey: .pattern)
        try container.encode(allocation, forKey: .allocation)
        try container.encode(targetSparsity, forKey: .targetSparsity)
        try container.encode(layers, forKey: .layers)
        try container.encode(excluded, forKey: .excluded)
        try container.encode(parameterCount, forKey: .parameterCount)
        var totals = container.nestedContainer(keyedBy: TotalKey.self, forKey: .totals)
        try totals.encode(prunableWeightCount, forKey: .prunableWeightCount)
        try totals.encode(zeroCount, forKey: .zeroCount)
        try totals.encode(sparsity, forKey: .sparsity)
        try totals.encode(sparsityOfAllParameters, forKey: .sparsityOfAllParameters)
    }
}

extension PruningPlan {
    /// Reads a plan.
    ///
    /// - Parameter json: What ``json()`` made, edited or not.
    /// - Throws: ``PruningError/invalidPlan(problem:place:)`` if it is no plan, or
    ///   ``PruningError/invalidSparsity(_:layer:)`` if that of a layer is not in `0..<1`.
    public init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(PruningPlan.self, from: json)
        } catch let error as DecodingError {
            throw PruningError(error)
        }
        try check()
    }

    /// The plan as indented JSON with sorted keys.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    private func check() throws {
        var seen: Set<String> = []
        for (index, layer) in layers.enumerated() {
            guard !layer.paths.isEmpty else {
                throw PruningError.invalidPlan(
                    problem: "has no path in 'paths'", place: "layers[\(index)]")
            }
            guard layer.sparsity >= 0, layer.sparsity < 1 else {
                throw PruningError.invalidSparsity(layer.sparsity, layer: layer.name)
            }
            for (member, path) in layer.paths.enumerated() {
                let channels = layer.channels(ofMember: member)
                guard seen.insert("\(path) \(channels ?? "")").inserted else {
                    throw PruningError.invalidPlan(
                        problem: "has '\(memberName(path, channels: channels))' twice",
                        place: "layers[\(index)]")
                }
            }
        }
    }
}

extension ExplicitAllocation {
    /// Gives every layer the sparsity that `plan` has for it.
    ///
    /// - Throws: ``PruningError/invalidSparsity(_:layer:)`` if that of a layer is not in `0..<1`.
    public init(_ plan: PruningPlan) throws {
        self.init(
            try plan.layers.flatMap { layer in
                try layer.paths.enumerated().map { index, path in
                    try LayerSparsity(
                        path, channels: layer.channels(ofMember: index), sparsity: layer.sparsity)
                }
            })
    }
}

extension PruningError {
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self = .invalidPlan(
                problem: "has no '\(key.stringValue)'", place: context.codingPath.place)
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            self = .invalidPlan(
                problem: "has a value that is not of type \(type)", place: context.codingPath.place)
        case .dataCorrupted(let context):
            self = .invalidPlan(problem: "is not JSON", place: context.codingPath.place)
        @unknown default:
            self = .invalidPlan(problem: "cannot be read", place: "the top")
        }
    }
}

extension [any CodingKey] {
    /// The path in JSON, such as `layers[2].sparsity`.
    fileprivate var place: String {
        let path = reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return path.isEmpty ? "the top" : path
    }
}
