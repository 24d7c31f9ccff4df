import Layers
import Models
import Tensors
import Training

extension Recipe {
    /// The keys at the top of a recipe.
    static var keys: Keys<Recipe> {
        Keys(of: Recipe()) {
            Key(
                name: "network",
                meaning: """
                    one of the networks below, or a file: an ONNX file, or a model that a run has \
                    written with a graph in it; its weights are what the run starts from
                    """,
                foreignWords: ["arch", "model", "model_name", "model_name_or_path"],
                read: { section, recipe in
                    let name = try section.name("network", recipe.network, checkNetwork)
                    let isFile = NetworkFile(name) != nil
                    recipe.network = try isFile ? section.resolved(name, "network") : name
                },
                value: { $0.network.recipeNode })
            Key(
                path: "networkConfiguration", \.networkConfiguration,
                "for the network `bert` alone: the `config.json` of a Hugging Face BERT, which has its sizes"
            )
            Key(
                "networkOutput", \.networkOutput, .any("an output of the network"),
                """
                for a network from a file with several outputs, such as a classifier that gives \
                features too, the one that the task takes; the others are left out, with all that only \
                they need
                """
            ).written { $0.networkOutput != nil }
            Key(
                path: "initialWeights", \.initialWeights,
                """
                a safetensors file or a checkpoint of `torch.save` to start from, or the index of \
                several (`model.safetensors.index.json`), with the names of PyTorch, torchvision, \
                timm or transformers; the model is [saved by the names](#names-of-tensors) that they \
                have
                """, foreign: ["weights", "pretrained", "initial_checkpoint"])
            Key(
                "stateKey", \.stateKey, .any("a key of the file"),
                """
                which part of `initialWeights` is the network, such as `model_ema` or \
                `callbacks.EMA.state`; also what stands with a point before names, such as \
                `teacher`. Without it the network itself is taken and not an average of it, and a \
                note names the other parts
                """
            ).written { $0.initialWeights != nil }
            Key(
                "partialWeights", \.allowsPartialWeights,
                """
                whether tensors may be missing there or have another shape, such as a classifier \
                for other classes; they start at random. For a network from a file, whether its \
                last layer is replaced where it gives another number of outputs
                """
            ).written { $0.initialWeights != nil || NetworkFile($0.network) != nil }
            Key(
                "restoreBatchNorm", \.restoresBatchNorm,
                """
                for the network `mobilenet-v1-folded` and networks from a file: trains with the batch \
                norm put back that is folded into the convolutions, with the statistics of 256 \
                training examples; the written model has it folded in again ([why](design/0017-folded-batch-norm.md))
                """
            ).written(if: \.restoresBatchNorm)
            Key(
                "freezeBatchNorm", \.freezesBatchNorm,
                """
                whether batch norms keep the running statistics of `initialWeights` or of the file, and \
                normalise by them while training too; for training examples unlike those that the network \
                has learned from, or batches of few. Scale and shift learn all the same
                """
            ).written(if: \.freezesBatchNorm)
            Key(
                "synchronizeBatchNorm", \.synchronizesBatchNorm,
                """
                whether batch norms of [several processes](processes.md) normalise by their batches \
                together, as one process does; without it each normalises by its share
                """
            ).written(if: \.synchronizesBatchNorm)
            Key(
                "epochs", \.epochs, .within(0...100_000),
                """
                passes over the training data; 0 prunes or measures `initialWeights` as they are, \
                and needs no training data
                """, foreign: ["num_epochs", "max_epochs", "num_train_epochs"])
            Key(
                "batchSize", \.batchSize, .within(1...1_000_000),
                """
                examples in a batch, of [all processes](processes.md) together; batch normalisation refuses one that leaves it a single value \
                for each channel, as a last batch of one example can
                """,
                foreign: ["bs", "batch_size", "train_batch_size", "per_device_train_batch_size"])
            Key(
                "seed", \.seed, .within(0...UInt64.max),
                "decides the weights, the order of the examples and their changes",
                foreign: ["random_seed", "manual_seed"])
            Key(
                "task", \.task, checkedBy: { _ = try Tasks.named($0) },
                """
                what the network learns: `classification`, or with data of the kind `arrays` also \
                `multi-label`, `regression`, `segmentation` and `tagging` \
                ([below](#arrays-and-tasks)); `imitate`, the outputs of the network as it begins, \
                whatever they are, without labels; or a task of a program of your own
                """)
            Key(
                "loss", \.regressionLoss, .oneOf(Regression.Loss.allCases),
                "for `regression` alone, what is minimised: `squared`, `absolute` or `huber`"
            ).written { $0.task == Regression().name }
            Key(
                "labelSmoothing", \.labelSmoothing, .atLeast(0, below: 1),
                """
                for `classification` alone, the share of the probability that is spread over all \
                classes
                """, foreign: ["smoothing", "label_smoothing", "label_smoothing_factor"]
            ).written { $0.task == Classification.name }
            Key(
                name: "classWeights",
                meaning: """
                    for `classification`, `segmentation` and `tagging`, how much an example of a class, or a \
                    position, counts in the loss of training, for rare classes: `balanced`, so that all classes \
                    together count the same, or numbers by name, as in `{cat: 2, dog: 0.5}`, for `arrays` by \
                    number; classes without one count 1
                    """, standard: "",
                foreignWords: ["class_weight", "class_weights", "label_weights"],
                read: { section, recipe in
                    recipe.classWeights = try ClassWeights(section, key: "classWeights")
                }, value: { $0.classWeights?.node }
            )
            Key(
                "precision", \.precision, .oneOf([.float32, .float16, .bfloat16]),
                """
                how the written model stores its numbers: `float32`, `float16` or `bfloat16`; zeros \
                stay exact
                """, foreign: ["dtype", "torch_dtype"])
            Key(
                "matmulPrecision", \.matmulPrecision, .oneOf(MatmulPrecision.allCases),
                """
                how products of matrices may round, as PyTorch's `set_float32_matmul_precision`: \
                `highest`; `high`, with TF32; `medium`, with bfloat16, each where the device is \
                faster so. Without matrix units, as on the AMD processor of the benchmarks, \
                `medium` still computes in single precision, by oneDNN, and BERT-base trains 1.85 \
                times as fast there
                """, foreign: ["tf32", "float32_matmul_precision"])
            Key(
                "autocast", \.autocast, .oneOf(Autocast.allCases),
                """
                how convolutions and products are computed while training, as PyTorch's `autocast`: `none`, \
                in single precision; `bfloat16`; `float16`, with a loss that is scaled and steps that are left \
                out where gradients overflow. Weights, masks, losses, the optimizer and evaluations keep single \
                precision ([why](design/0053-autocast.md)). A processor without instructions for these types \
                trains several times slower with them
                """, foreign: ["amp", "fp16", "bf16", "mixed_precision"]
            ).written { $0.autocast != .none }
            Key(
                "gradientCheckpointing", \.usesGradientCheckpointing,
                """
                whether activations are computed anew in the backward pass instead of being kept, one block of the \
                network at a time, as with PyTorch's `torch.utils.checkpoint`: less memory for about a third more \
                time, and the same results ([why](design/0056-gradient-checkpointing.md)). A network without blocks, \
                such as `small-cnn`, is refused
                """,
                foreign: [
                    "gradient_checkpointing", "grad_checkpointing", "activation_checkpointing",
                ]
            ).written(if: \.usesGradientCheckpointing)
            Key(
                "memoryFormat", \.memoryFormat, .oneOf(MemoryFormatChoice.allCases),
                """
                how images lie in memory: `contiguous`, or `channelsLast` as PyTorch's `channels_last`; `auto` is \
                `channelsLast` on the CPU, where oneDNN computes convolutions faster so, and `contiguous` elsewhere. \
                Results differ by rounding
                """, foreign: ["memory_format", "channels_last"])
            Key(section: "augmentation", \.augmentation, BatchAugmentation.keys) { section, _ in
                try BatchAugmentation(section)
            }
            Key(
                section: "averaging", \.averaging, AveragingRecipe.keys,
                """
                measures and saves the exponential moving average of weights and running statistics instead of \
                those of the last step. Masks act on the averages as on weights, so that all zeros are \
                there, and when masks are fixed the average begins anew
                """
            ) { section, _ in try AveragingRecipe(section) }
            Key(
                section: "earlyStop", \.earlyStop, EarlyStopRecipe.keys,
                "ends the run before its last epoch where the validation metric gets no better"
            ) { section, _ in try EarlyStopRecipe(section) }
            Key(
                "result", \.result, .oneOf(ResultChoice.allCases),
                """
                which network the run ends with: `last`, that of the last epoch, or `best`, that of the epoch with the \
                best validation metric among those with all zeros in their places
                """
            ).written { $0.result != .last }
            Key(section: "checkpoints", \.checkpoints, CheckpointRecipe.keys) {
                try CheckpointRecipe($0)
            }.written { $0.checkpoints != CheckpointRecipe() }
            Key(section: "log", \.log, LogRecipe.keys) { try LogRecipe($0) }
                .written { $0.log != LogRecipe() }
            Key(section: "data", \.data, DataRecipe.keys) { try DataRecipe($0) }
            Key(section: "optimizer", \.optimizer, OptimizerRecipe.keys) {
                try OptimizerRecipe($0)
            }.with { $0.optimizer.node }
            Key(section: "distillation", \.distillation, DistillationRecipe.keys) { section, _ in
                try DistillationRecipe(section)
            }
            Key(section: "pruning", \.pruning, PruningRecipe.keys()) { section, recipe in
                try PruningRecipe(section, epochs: recipe.epochs)
            }.with { $0.pruning?.node }
            Key(section: "report", \.report, ReportRecipe.keys) { try ReportRecipe($0) }
                .written { $0.report != ReportRecipe() }
        }
    }

    /// Throws `ModelError` unless there is a network called `name`.
    private static func checkNetwork(_ name: String) throws {
        let known = Networks.names
        if NetworkFile(name) != nil { return }
        guard known.contains(name) else {
            let nearest = ForeignWords.meaning(of: name, in: ForeignWords.networks, names: known)
            if let nearest { throw RecipeError.foreignNetwork(name: name, nearest: nearest) }
            throw ModelError.unknownNetwork(name: name, known: known)
        }
    }
}
