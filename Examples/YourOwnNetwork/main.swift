// A program that has the whole command for kinds of its own: a network, data, a task, a pattern and a pruning method, each
// in a file beside this one.
//
//     swift run -c release YourOwnNetwork prune Examples/YourOwnNetwork/signals.yaml --data FOLDER
//
// FOLDER holds `train.signals` and `test.signals`, a signal in each line: its class, and its samples after commas. The
// other commands are there too: plan, verify, evaluate, inspect, compare, doctor, prune --resume.

import Experiments
import Models
import PDPCommands
import Pruning
import Training

try Networks.add(
    NetworkKind(name: "signals", summary: "residual network with grouped convolutions") {
        try SignalNetwork(channelCount: $0.shape()[0], outputCount: $0.outputCount)
    })
try DataKinds.add(SignalFiles())
try Tasks.add(.focal)
try Patterns.add(form: "blocks(N) such as blocks(4)", summary: "N weights of an output") {
    Blocks(name: $0)
}
try PruningMethods.add(.lasso)
PDPCommand.main()
