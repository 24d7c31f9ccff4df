import Files
import Foundation
import Graphs

/// The attributes of a node while it is read; what nobody asked for is not supported.
final class NodeAttributes {
    private var attributes: [String: AttributeMessage] = [:]
    private var asked: Set<String> = []

    init(_ node: NodeMessage) throws {
        for attribute in node.attributes {
            if attributes.updateValue(attribute, forKey: attribute.name) != nil {
                throw ModelProblem("attribute \(attribute.name.quotedOnOneLine) is given twice")
            }
        }
    }

    /// The names of attributes that were not asked for.
    var unknown: [String] { attributes.keys.filter { !asked.contains($0) }.sorted() }

    /// The attribute of a name if it has the wanted kind, as numbered in `AttributeProto`.
    private func find(_ name: String, kind: Int32) throws -> AttributeMessage? {
        asked.insert(name)
        guard let attribute = attributes[name] else { return nil }
        // Files before version 2 of the format do not say the kind.
        if attribute.kind != kind, attribute.kind != 0 {
            throw ModelProblem(
                "attribute '\(name)' has the kind \(attribute.kind); \(kind) is needed")
        }
        return attribute
    }

    func has(_ name: String) -> Bool { attributes[name] != nil }

    func float(_ name: String, _ standard: Float) throws -> Float {
        try find(name, kind: 1)?.float ?? standard
    }

    func optionalFloat(_ name: String) throws -> Float? { try find(name, kind: 1)?.float }

    func int(_ name: String) throws -> Int? { try find(name, kind: 2).map { Int($0.int) } }

    func flag(_ name: String) throws -> Bool { try int(name) ?? 0 != 0 }

    func ints(_ name: String) throws -> [Int]? { try find(name, kind: 7)?.ints.map { Int($0) } }

    func floats(_ name: String) throws -> [Float]? { try find(name, kind: 6)?.floats }

    func string(_ name: String) throws -> String? {
        try find(name, kind: 3).map { String(decoding: $0.string, as: UTF8.self) }
    }

    func tensor(_ name: String) throws -> TensorMessage? { try find(name, kind: 4)?.tensor }

    /// A text that must be one of the cases of an enumeration.
    func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ standard: Choice
    ) throws -> Choice {
        guard let text = try string(name) else { return standard }
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw ModelProblem(
                "attribute '\(name)' is \(text.quotedOnOneLine); \(allowed) are supported")
        }
        return choice
    }

    /// Accepts an attribute only with the values that change nothing.
    func require(_ name: String, _ allowed: Int...) throws {
        if let value = try int(name), !allowed.contains(value) {
            throw ModelProblem("attribute '\(name)' is \(value); \(allowed) is supported")
        }
    }
}
