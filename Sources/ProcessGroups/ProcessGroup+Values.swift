import Foundation
import Tensors

extension ProcessGroup {
    /// The values of all processes in the order of their ranks, whatever their sizes.
    public func gather<Value: Codable>(_ value: Value, _ activity: String) throws -> [Value] {
        let bytes = try Self.bytes(of: value)
        let counts = try gather(Tensor([Int64(bytes.count)], shape: [1]), activity)
            .flatMap { try $0.elements(as: Int64.self) }
        let longest = Int(counts.max() ?? 0)
        let padded = bytes + [UInt8](repeating: 0, count: longest - bytes.count)
        let gathered = try gather(Tensor(padded, shape: [longest]), activity)
        return try zip(gathered, counts).map { tensor, count in
            try Self.value(of: Value.self, in: tensor.elements(as: UInt8.self).prefix(Int(count)))
        }
    }

    /// The value of the process with rank 0, in all processes.
    ///
    /// - Parameters:
    ///   - activity: What it is for, in errors.
    ///   - value: Called in the process with rank 0 alone.
    /// - Returns: What `value` has returned there.
    /// - Throws: What `value` throws, there; ``ProcessError/gaveUp(_:)`` in the others.
    public func fromFirst<Value: Codable>(
        _ activity: String, _ value: () throws -> Value
    ) throws -> Value {
        var own: Value?
        var bytes: [UInt8] = []
        if rank == 0 {
            let value = try value()
            bytes = try Self.bytes(of: value)
            own = value
        }
        let count = try Tensor([Int64(bytes.count)], shape: [1])
        try broadcast(count, activity)
        let length = Int(try count.item())
        let content = try Tensor(
            bytes.isEmpty ? [UInt8](repeating: 0, count: length) : bytes, shape: [length])
        try broadcast(content, activity)
        if let own { return own }
        return try Self.value(of: Value.self, in: content.elements(as: UInt8.self)[...])
    }

    /// Whether any of the processes says so; all get the same answer.
    public func any(_ condition: Bool, _ activity: String) throws -> Bool {
        let count = try Tensor([condition ? 1 : 0] as [Float], shape: [1])
        try sum(count, activity)
        return try count.item() > 0
    }

    /// The largest of the numbers of all processes, which are small; all get the same one.
    public func largest(_ number: Int, _ activity: String) throws -> Int {
        let own = try Tensor([Float(number)], shape: [1])
        return Int(try gather(own, activity).map { try $0.item() }.max() ?? 0)
    }

    /// Refuses numbers that are not the same in all processes.
    ///
    /// - Parameters:
    ///   - checksums: A checksum of each thing that should be, with its name; the same names in all
    ///     processes.
    ///   - activity: What it is for, in errors.
    /// - Throws: ``ProcessError/differentNumbers(name:ranks:size:)`` in all processes.
    public func compare(
        _ checksums: [(name: String, checksum: Int64)], _ activity: String
    ) throws {
        guard !checksums.isEmpty else { return }
        let own = try Tensor(checksums.map(\.checksum), shape: [checksums.count])
        let all = try gather(own, activity).map { try $0.elements(as: Int64.self) }
        for (index, named) in checksums.enumerated() {
            let ranks = all.indices.filter { all[$0][index] != all[0][index] }
            if !ranks.isEmpty {
                throw ProcessError.differentNumbers(name: named.name, ranks: ranks, size: size)
            }
        }
    }

    /// Values of any kind; unlike JSON, a binary property list has numbers that are not finite.
    private static func bytes<Value: Encodable>(of value: Value) throws -> [UInt8] {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        return [UInt8](try encoder.encode([value]))
    }

    private static func value<Value: Decodable>(
        of type: Value.Type, in bytes: ArraySlice<UInt8>
    ) throws -> Value {
        try PropertyListDecoder().decode([Value].self, from: Data(bytes))[0]
    }
}
