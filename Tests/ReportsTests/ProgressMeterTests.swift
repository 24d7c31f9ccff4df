import Reports
import Synchronization
import Testing

/// A clock that only moves when a test moves it.
private final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var time: Duration = .zero
        func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
        func duration(to other: Instant) -> Duration { other.time - time }
        static func < (left: Instant, right: Instant) -> Bool { left.time < right.time }
    }

    private let time = Mutex(Duration.zero)
    var now: Instant { Instant(time: time.withLock { $0 }) }
    var minimumResolution: Duration { .zero }
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
}

@Suite struct ProgressMeterTests {
    private let clock = ManualClock()

    @Test func knowsNothingBeforeTheFirstStep() {
        let meter = ProgressMeter(stepCount: 10, clock: clock)
        #expect(meter.stepsPerSecond == nil && meter.timeLeft == nil)
    }

    @Test func timeLeftIsTheRestAtThePresentRate() {
        var meter = ProgressMeter(stepCount: 100, clock: clock)
        for step in 1...20 {
            clock.advance(by: .seconds(2))
            meter.record(completed: step)
        }
        #expect(meter.stepsPerSecond == 0.5)
        #expect(meter.timeLeft == .seconds(160))
        #expect(meter.elapsed == .seconds(40))
    }

    @Test func followsAChangeOfPaceWithinTheWindow() throws {
        var meter = ProgressMeter(stepCount: 10_000, window: .seconds(10), clock: clock)
        for step in 1...1000 {
            clock.advance(by: .milliseconds(10))
            meter.record(completed: step)
        }
        for step in 1001...1030 {
            clock.advance(by: .seconds(1))
            meter.record(completed: step)
        }
        #expect(try #require(meter.stepsPerSecond) == 1)
    }

    @Test func rateIsRightWhenStepsComeFasterThanSamplesAreKept() throws {
        var meter = ProgressMeter(stepCount: 1_000_000, clock: clock)
        for step in 1...100_000 {
            clock.advance(by: .milliseconds(1))
            meter.record(completed: step)
        }
        #expect(abs(try #require(meter.stepsPerSecond) - 1000) < 1e-6)
    }

    @Test func resumedStepsSayNothingAboutTheRate() {
        var meter = ProgressMeter(stepCount: 100, completed: 90, clock: clock)
        clock.advance(by: .seconds(1))
        meter.record(completed: 92)
        #expect(meter.timeLeft == .seconds(4))
    }

    @Test func nothingIsLeftAtTheEnd() {
        var meter = ProgressMeter(stepCount: 2, clock: clock)
        meter.record(completed: 2)
        #expect(meter.timeLeft == .zero)
        #expect(meter.completed == 2)
    }
}
