import SparseInference
import Testing

@Suite struct MemoryPlanTests {
    @Test func buffersOfTheSameTimeDoNotOverlap() {
        let requests = (0..<60).map { index in
            let first = index * 7 % 50
            return (count: 1 + index * 37 % 113, steps: first...first + index * 5 % 9)
        }
        let plan = MemoryPlan(
            requests.map { count, steps in
                MemoryPlan.Request(
                    elementCount: count, firstStep: steps.lowerBound, lastStep: steps.upperBound)
            })
        for (a, first) in requests.enumerated() {
            for (b, second) in requests.enumerated() where b > a {
                let isSameTime = first.steps.overlaps(second.steps)
                let isApart =
                    plan.offsets[a] + first.count <= plan.offsets[b]
                    || plan.offsets[b] + second.count <= plan.offsets[a]
                #expect(!isSameTime || isApart)
            }
            #expect(plan.offsets[a] + first.count <= plan.elementCount)
        }
    }

    @Test func chainsNeedTwoPlaces() {
        let requests = (0..<10).map {
            MemoryPlan.Request(elementCount: 160, firstStep: $0, lastStep: $0 + 1)
        }
        #expect(MemoryPlan(requests).elementCount == 320)
    }
}
