import ArgumentParser
import FileCommands
import Tensors

/// Options of every command that computes.
struct ComputeOptions: ParsableArguments {
    @Option(help: "Where to compute: auto, cpu, cuda, cuda:N or mps.")
    var device = "auto"

    @Option(help: "Threads of one operator; all processors by default.")
    var threads: Int?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads is \(threads); it must be 1 to 1024")
        }
    }

    /// The device; sets the number of threads.
    func prepare() throws -> Device {
        if let threads { try LibTorch.setThreadCount(threads) }
        let devices = LibTorch.devices
        if device == "auto" { return devices.count > 1 ? devices[1] : .cpu }
        guard let chosen = Device(device) else {
            throw Failure(
                .wrongUsage,
                "there is no device '\(device)'; it must be auto, cpu, cuda, cuda:N or mps")
        }
        guard devices.contains(chosen) else {
            let known = devices.map(\.description).joined(separator: ", ")
            throw Failure(
                .missingInput, "the device '\(device)' is not on this machine, which has \(known)")
        }
        return chosen
    }
}
