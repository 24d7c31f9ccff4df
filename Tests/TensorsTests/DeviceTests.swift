import Tensors
import TestSupport
import Testing

@Suite struct DeviceTests {
    @Test(arguments: [
        ("cpu", Device.cpu), ("mps", .mps), ("cuda", .cuda(0)), ("cuda:0", .cuda(0)),
        ("cuda:12", .cuda(12)),
    ])
    func isParsed(text: String, device: Device) {
        #expect(Device(text) == device)
        #expect(Device(device.description) == device)
    }

    @Test(arguments: [
        "", "CPU", "cpu:0", " cpu", "gpu", "cuda:", "cuda:-1", "cuda:+1", "cuda:01", "cuda:1:2",
        "cuda:x", "cuda:1 ", "mps:0", "cuda:99999999999999999999",
    ])
    func refusesOtherText(text: String) {
        #expect(Device(text) == nil)
    }

    @Test func isTheProcessorFirst() {
        #expect(LibTorch.devices.first == .cpu)
    }

    @Test func thatIsMissingIsRefused() {
        let missing = Device.cuda(LibTorch.devices.count - 1)
        let text = message { _ = try Tensor.zeros([1], device: missing) }
        #expect(text?.hasPrefix("aten::zeros: ") == true)
    }
}
