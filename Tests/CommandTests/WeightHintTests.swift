import Files
import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// A hint is given where following it helps, and nowhere else.
    @Suite struct WeightHintTests {
        private static let recipe = """
            initialWeights: m
            epochs: 0
            data: {kind: glyphs, trainingCount: 8, testCount: 8}

            """

        /// Files that no key of a recipe makes readable.
        private static let hopeless: [(what: String, bytes: [UInt8])] = [
            ("nothing", []), ("a few bytes", [1, 2, 3]), ("a pickle", [0x80, 4, 0x4E, 0x2E]),
            ("a page", Array("<!doctype html><html></html>".utf8)),
            ("JSON", Array("{}".utf8)), ("a text", Array("weights".utf8)),
            ("an archive", [0x1F, 0x8B, 8, 0, 0, 0]),
            ("a NumPy array", [0x93] + Array("NUMPY".utf8)),
            ("a pointer", Array("version https://git-lfs.github.com/spec/v1\n".utf8)),
            ("half a checkpoint", [0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0, 0]),
            ("an index", Array(#"{"weight_map": {"a": "b.safetensors"}}"#.utf8)),
            ("another network", safetensors([("w", [2])])),
            ("a type that is not used", safetensors([("w", [2])], type: "F4", byteCount: 1)),
            ("a wrong length", safetensors([("w", [3])], byteCount: 2)),
        ]

        /// A file of zeros, as the header of a safetensors file describes it.
        private static func safetensors(
            _ tensors: [(name: String, shape: [Int])], type: String = "F32", byteCount: Int? = nil
        ) -> [UInt8] {
            var offset = 0
            let members = tensors.map { name, shape in
                let size = byteCount ?? shape.reduce(4, *)
                defer { offset += size }
                return "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),"
                    + "\"data_offsets\":[\(offset),\(offset + size)]}"
            }
            let header = Array("{\(members.joined(separator: ","))}".utf8)
            let length = UInt64(header.count)
            return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header
                + [UInt8](repeating: 0, count: offset)
        }

        private func run(
            _ bytes: [UInt8], _ recipe: String = recipe, _ more: String...
        ) throws -> Command.Outcome {
            let pdp = try Command()
            try pdp.folder.write(bytes, to: "m")
            try pdp.folder.write(Array(recipe.utf8), to: "r.yaml")
            return try pdp.run(["prune", "r.yaml", "--threads", "1", "--out", "out"] + more)
        }

        private func hint(_ outcome: Command.Outcome) -> String? {
            outcome.errors.split(separator: "\n").first { $0.hasPrefix("hint: ") }
                .map { String($0.dropFirst("hint: ".count)) }
        }

        @Test(arguments: hopeless.indices)
        func filesThatNoKeyMakesReadableHaveNone(index: Int) throws {
            let (what, bytes) = Self.hopeless[index]
            let outcome = try run(bytes)
            #expect(outcome.status == 65 || outcome.status == 66, "\(what)")
            #expect(outcome.errors.hasPrefix("error: "), "\(what)")
            #expect(hint(outcome) == nil, "\(what)")
            #expect(outcome.errors.filter { $0 == "\n" }.count == 1, "\(what)")
        }

        @Test func aPartThatFitsMayBeAllowed() throws {
            let bytes = Self.safetensors([("conv1.weight", [24, 1, 3, 3]), ("other", [2])])
            let outcome = try run(bytes)
            #expect(hint(outcome) == "set partialWeights to true to load what fits")
            #expect(try run(bytes, Self.recipe + "partialWeights: true\n").status == 0)
        }

        @Test func weightsOfWhichNothingFitsAreRefusedWithThatKeyToo() throws {
            let bytes = Self.safetensors([("conv1.weight", [1]), ("other", [2])])
            let outcome = try run(bytes)
            #expect(outcome.status == 65 && hint(outcome) == nil)
            let allowed = try run(bytes, Self.recipe + "partialWeights: true\n")
            #expect(allowed.status == 65 && hint(allowed) == nil)
        }

        @Test func oneOfSeveralNetworksIsChosenByAKey() throws {
            let names = [
                ("conv1", [24, 1, 3, 3]), ("conv2", [48, 24, 3, 3]), ("conv3", [96, 48, 3, 3]),
                ("conv4", [192, 96, 3, 3]), ("fc", [10, 192]),
            ]
            var tensors: [(String, [Int])] = []
            for key in ["a", "b"] {
                for (name, shape) in names {
                    tensors.append(("\(key).\(name).weight", shape))
                    guard name != "fc" else { continue }
                    let norm = name.replacing("conv", with: "bn")
                    for part in ["weight", "bias", "running_mean", "running_var"] {
                        tensors.append(("\(key).\(norm).\(part)", [shape[0]]))
                    }
                }
                tensors.append(("\(key).fc.bias", [10]))
            }
            let outcome = try run(Self.safetensors(tensors))
            #expect(hint(outcome) == "set stateKey to one of them, such as a")
            #expect(
                outcome.errors.contains(
                    "/m' holds the network several times, as 'a', 'b'; one must be chosen"))
            #expect(try run(Self.safetensors(tensors), Self.recipe + "stateKey: a\n").status == 0)
        }
    }
}
