import Testing

extension CommandTests {
    @Suite struct HelpWidthTests {
        static let commands = [
            "prune", "plan", "compare", "evaluate", "inspect", "verify", "demo", "doctor",
        ]

        private func lines(_ arguments: [String], width: Int) throws -> [Substring] {
            let pdp = try Command()
            let program = try #require(Command.executable)
            let help = try pdp.program("env", ["COLUMNS=\(width)", program] + arguments)
            #expect(help.status == 0)
            return help.output.split(separator: "\n")
        }

        @Test(arguments: commands, [40, 80]) func helpFits(command: String, width: Int) throws {
            let lines = try lines([command, "--help"], width: width)
            #expect(lines.filter { $0.count > width } == [])
        }

        /// The argument parser does not wrap its own last line.
        @Test(arguments: [40, 80]) func helpOfTheWholeFits(width: Int) throws {
            let lines = try lines(["--help"], width: width)
            #expect(lines.dropLast().filter { $0.count > width } == [])
        }
    }
}
