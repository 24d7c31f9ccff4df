import Testing

extension CommandTests {
    @Suite struct UsageTests {
        static let options = [
            "prune": [
                "--data", "--set", "--out", "--seed", "--dense", "--resume", "--log", "--json",
                "--device",
                "--threads", "--processes", "--time-limit", "--compare-every",
            ],
            "evaluate": ["--data", "--set", "--per-class", "--json", "--device", "--threads"],
            "inspect": ["--state-key", "--json"],
            "verify": ["--sparsity", "--pattern", "--layer", "--recipe", "--json"],
            "benchmark": [
                "--input", "--threads", "--batch", "--size", "--instruction-set", "--selection",
                "--costs", "--seconds", "--against", "--python", "--time-limit", "--json",
            ],
            "prepare": [
                "--out", "--threads", "--batch", "--size", "--instruction-set", "--selection",
                "--costs",
                "--json",
            ],
            "calibrate": ["--out", "--seconds", "--json"],
            "demo": ["--data", "--out", "--epochs", "--seed", "--json", "--device", "--threads"],
            "doctor": ["--data", "--json"],
        ]

        @Test(arguments: options.keys.sorted()) func helpNamesEveryOption(subcommand: String) throws
        {
            let help = try Command()(subcommand, "--help")
            #expect(help.status == 0 && help.errors == "")
            let lines = help.output.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
            let named = lines.filter { $0.hasPrefix("--") }.map { line in
                String(line.prefix { $0 != " " })
            }
            #expect(named == (Self.options[subcommand] ?? []) + ["--version"])
        }

        @Test func helpNamesEverySubcommand() throws {
            let help = try Command()("--help")
            #expect(help.status == 0)
            for subcommand in Self.options.keys {
                #expect(help.output.contains("\n  \(subcommand) "))
            }
        }

        @Test(arguments: ["bash", "zsh", "fish"]) func completesShells(shell: String) throws {
            let pdp = try Command()
            let script = try pdp("--generate-completion-script", shell)
            #expect(script.status == 0)
            for subcommand in Self.options.keys { #expect(script.output.contains(subcommand)) }
            if shell == "bash" {
                #expect(try pdp.program("bash", ["-c", "bash -n < .output"]).status == 0)
            }
        }

        @Test func printsItsVersion() throws {
            let version = try Command()("--version")
            #expect(version.status == 0)
            #expect(version.output.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
        }

        @Test func doctorNamesWhatItFound() throws {
            let doctor = try Command()("doctor")
            #expect(doctor.status == 0)
            let names = doctor.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
            #expect(names == ["pdp", "LibTorch", "devices", "threads", "processors"])
        }
    }
}
