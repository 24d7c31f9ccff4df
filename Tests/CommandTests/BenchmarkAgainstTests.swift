import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// Turns with other engines, which shell scripts in the place of Python play.
    @Suite struct BenchmarkAgainstTests {
        private static let realPython = ProcessInfo.processInfo.environment["PDP_ONNX_PYTHON"]

        /// An engine whose calls take 1 to 3 ms and whose outputs are 0.5 away from ours.
        private static let works = """
            echo ready 9.9 7000000 0.5
            while read -r seconds; do echo times 3000000 1000000 2000000; done
            """

        private let pdp: Command

        init() throws { pdp = try Command() }

        /// Benchmarks a small network beside engines, whose processes do what `scripts` says for their
        /// modules; others are not installed.
        private func run(
            _ engines: String, _ scripts: [String: String], _ options: String...
        ) throws -> Command.Outcome {
            let cases = scripts.map { "*'\"module\":\"\($0.key)\"'*)\n\($0.value)\n;;" }
            let lines =
                ["#!/bin/sh", "case \"$3\" in"] + cases + ["*) echo missing;;", "esac", ""]
            try pdp.folder.write(Array(lines.joined(separator: "\n").utf8), to: "python")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: pdp.folder.path("python"))
            return try run(engines, python: "./python", options)
        }

        private func run(
            _ engines: String, python: String, _ options: [String] = []
        ) throws -> Command.Outcome {
            let conv = try #require(GoldenCase.all.first { $0.file == "conv" }).path
            return try pdp.run(
                [
                    "benchmark", conv, "--seconds", "0", "--against", engines, "--python", python,
                ] + options)
        }

        private func engines(_ outcome: Command.Outcome) throws -> [[String: Any]] {
            let report = try #require(
                JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            return try #require(report["engines"] as? [[String: Any]])
        }

        @Test func saysWhatEnginesMeasured() throws {
            let outcome = try run("openvino,mnn", ["openvino": Self.works, "MNN": Self.works])
            #expect(outcome.status == 0 && outcome.errors == "")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 6)
            #expect(lines[2].contains("pdp ") && lines[2].contains("1.00 ×"))
            for (line, name) in zip(lines[3...], ["openvino 9.9", "mnn 9.9"]) {
                let cells = line.split(separator: " ").joined(separator: " ")
                #expect(cells.hasPrefix("1 2 \(name) 2.00 3.00 1.00 ") && cells.hasSuffix(" 0.500"))
            }
            #expect(lines[5].hasPrefix("median "))
        }

        @Test func printsEnginesAsJSON() throws {
            let outcome = try run("mnn", ["MNN": Self.works], "--json")
            #expect(outcome.status == 0)
            let engine = try #require(try engines(outcome).first)
            #expect(engine["version"] as? String == "9.9" && engine["calls"] as? Int == 3)
            #expect(engine["medianMilliseconds"] as? Double == 2)
            #expect(engine["preparationMilliseconds"] as? Double == 7)
            #expect(engine["largestDifference"] as? Double == 0.5)
            #expect(engine["problem"] == nil)
        }

        @Test func anEngineThatFailsLosesNoOther() throws {
            let outcome = try run(
                "onnxruntime,openvino,mnn,deepsparse",
                [
                    "onnxruntime": Self.works,
                    "openvino": "echo ready 1 1 0; read -r line; echo out of memory >&2; exit 3",
                    "MNN": "exec sleep 60", "deepsparse": "echo hello",
                ], "--time-limit", "3")
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("onnxruntime 9.9"))
            let problems = [
                "openvino: its process ended with status 3: out of memory",
                "mnn: its process did not answer within 3 s",
                "deepsparse: its process answered 'hello'",
            ]
            #expect(
                outcome.errors == "error: not measured: \(problems.joined(separator: "; "))\n")
            #expect(outcome.output.split(separator: "\n").count == 5)
        }

        @Test(
            arguments: [
                ("exit 0", "its process ended with status 0"),
                ("kill -KILL $$", "its process ended with signal 9"),
                ("echo failed ValueError: it has no shape", "ValueError: it has no shape"),
                ("echo ready", "its process answered 'ready '"),
                ("echo ready 1 1 0; read -r s; echo times", "its process answered 'times '"),
                ("echo missing", "it is not installed for './python'"),
                ("head -c 20000000 /dev/zero | tr '\\0' x", "its process answered 'xxx"),
            ])
        func namesWhatIsWrong(script: String, problem: String) throws {
            let outcome = try run("openvino", ["openvino": script])
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("error: not measured: openvino: \(problem)"))
            #expect(outcome.output.contains("of 1 call; "))
        }

        @Test func namesAProgramThatIsNotThere() throws {
            let outcome = try run("openvino", python: "./none")
            #expect(outcome.status == 1)
            #expect(
                outcome.errors
                    == "error: not measured: openvino: cannot start './none': No such file or "
                    + "directory\n")
            #expect(outcome.output.contains("of 1 call; "))
        }

        @Test func enginesThatAreNotInstalledAreLeftOutOfAll() throws {
            let some = try run("all", ["onnxruntime": Self.works], "--json")
            #expect(some.status == 0 && some.errors == "")
            #expect(try engines(some).map { $0["engine"] as? String } == ["onnxruntime"])
            let none = try run("all", [:])
            #expect(none.status == 0)
            #expect(
                none.errors
                    == "'./python' has none of onnxruntime, openvino, mnn, deepsparse; --python names "
                    + "another one\n")
        }

        @Test func saysWhyAnEngineOfAllWasNotMeasured() throws {
            let one = try run("all", ["onnxruntime": Self.works, "MNN": "echo failed it is old"])
            #expect(one.status == 0)
            #expect(one.errors == "not measured: mnn: it is old\n")
            let none = try run("all", python: "./none")
            #expect(none.status == 1)
            #expect(none.errors.contains("cannot start './none'"))
        }

        @Test func otherNumbersOfExamplesAreExported() throws {
            let script = """
                case "$3" in *'/model.onnx",'*) ;; *) echo failed; exit;; esac
                """
            let several = try run(
                "mnn", ["MNN": script + "\n" + Self.works], "--batch", "1,3")
            #expect(several.status == 0 && several.errors == "")
            #expect(several.output.split(separator: "\n").count { $0.contains("mnn 9.9") } == 2)
            #expect(try run("mnn", ["MNN": script]).status == 1)
        }

        @Test func leavesNoFiles() throws {
            let program = try #require(Command.executable)
            let conv = try #require(GoldenCase.all.first { $0.file == "conv" }).path
            try FileManager.default.createDirectory(
                atPath: pdp.folder.path("t"), withIntermediateDirectories: true)
            let outcome = try pdp.program(
                "TMPDIR=\(pdp.folder.path("t"))",
                [
                    program, "benchmark", conv, "--seconds", "0", "--against", "mnn", "--python",
                    "none",
                ]
            )
            #expect(outcome.status == 1)
            #expect(pdp.folder.files(below: "t") == [])
        }

        @Test func saysTheTimeLimitThatWasAskedFor() throws {
            let script = "echo ready 1 1 0; exec sleep 60"
            let outcome = try run("mnn", ["MNN": script], "--time-limit", "0.3")
            #expect(
                outcome.errors
                    == "error: not measured: mnn: its process did not answer within 0.3 s\n")
        }

        @Test func aSignalLeavesNoFiles() throws {
            let program = try #require(Command.executable)
            let conv = try #require(GoldenCase.all.first { $0.file == "conv" }).path
            try pdp.folder.write(Array("#!/bin/sh\nexec sleep 60\n".utf8), to: "python")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: pdp.folder.path("python"))
            let script = """
                mkdir t
                TMPDIR=$PWD/t "$0" benchmark "$1" --against mnn --python ./python &
                id=$!
                until ls t | grep -q pdp-; do sleep 0.1; done
                kill -TERM $id
                wait $id
                echo $?
                """
            let outcome = try pdp.program("sh", ["-c", script, program, conv])
            #expect(outcome.output == "143\n")
            #expect(pdp.folder.files(below: "t") == [])
        }

        /// Whatever is installed, the script is one that Python runs.
        @Test func pythonRunsTheScript() throws {
            let outcome = try run("all", python: "python3", ["--time-limit", "60"])
            #expect(outcome.status == 0)
            #expect(!outcome.output.contains("its process ended"))
        }

        @Test(
            .enabled(
                if: realPython != nil, "PDP_ONNX_PYTHON names no Python with onnx and onnxruntime"))
        func onnxruntimeComputesTheSame() throws {
            let outcome = try run(
                "onnxruntime", python: try #require(Self.realPython), ["--json"])
            #expect(outcome.status == 0)
            let difference = try engines(outcome).first?["largestDifference"] as? Double
            #expect(difference.map { $0 < 1e-4 } == true)
        }
    }
}
