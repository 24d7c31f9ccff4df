import Pruning
import Yams

/// What other programs of the field call the keys and names of a recipe, so that an error can
/// suggest the right word where no letters agree.
package enum ForeignWords {
    /// Words of PyTorch, torchvision's reference scripts, timm and transformers, each list with the
    /// key of a recipe that means the same.
    package static let keys: [(words: [String], key: String)] = [
        (["arch", "model", "model_name", "model_name_or_path"], "network"),
        (["weights", "pretrained", "initial_checkpoint"], "initialWeights"),
        (["num_epochs", "max_epochs", "num_train_epochs"], "epochs"),
        (["bs", "batch_size", "train_batch_size", "per_device_train_batch_size"], "batchSize"),
        (["random_seed", "manual_seed"], "seed"),
        (["smoothing", "label_smoothing", "label_smoothing_factor"], "labelSmoothing"),
        (["amp", "tf32", "float32_matmul_precision"], "matmulPrecision"),
        (["fp16", "bf16", "dtype", "torch_dtype"], "precision"),
        (["dataset", "dataset_name"], "data.kind"),
        (["num_workers", "dataloader_num_workers"], "data.workers"),
        (["img_size", "image_size", "input_size", "train_crop_size"], "data.imageSize"),
        (["in_chans", "num_channels"], "data.channels"),
        (["hflip"], "data.flip"),
        (["max_length", "max_seq_length"], "data.maximumLength"),
        (["do_lower_case"], "data.cased"),
        (["opt", "optim"], "optimizer.kind"),
        (["lr", "learning_rate", "base_lr", "max_lr"], "optimizer.learningRate"),
        (["betas", "adam_beta1"], "optimizer.beta1"),
        (["adam_beta2"], "optimizer.beta2"),
        (["eps", "adam_epsilon"], "optimizer.epsilon"),
        (["wd", "weight_decay"], "optimizer.weightDecay"),
        (["clip_grad", "clip_grad_norm", "max_grad_norm"], "optimizer.gradientNorm"),
        (
            ["accumulation_steps", "gradient_accumulation_steps", "grad_accum_steps"],
            "optimizer.accumulation"
        ),
        (["sched", "lr_scheduler", "lr_scheduler_type"], "optimizer.schedule.shape"),
        (
            ["warmup", "warmup_epochs", "lr_warmup_epochs", "num_warmup_epochs"],
            "optimizer.schedule.warmUpEpochs"
        ),
        (["step_size", "lr_step_size", "decay_epochs"], "optimizer.schedule.stepEpochs"),
        (["gamma", "lr_gamma", "decay_rate"], "optimizer.schedule.stepFactor"),
        (["teacher_model", "teacher_path"], "distillation.teacher"),
        (["amount", "final_sparsity", "target_sparsity", "pruning_ratio"], "pruning.sparsity"),
    ]

    /// What others call a pruning method, each list with the name that it has here.
    package static let methods: [(words: [String], key: String)] = [
        (["magnitude", "gmp", "agp"], "gradual-magnitude"),
        (["one-shot"], "one-shot-magnitude"),
        (["slimming"], "network-slimming"),
        (["l2"], "l2-norm"),
    ]

    /// What others call a network, each list with the name that it has here.
    package static let networks: [(words: [String], key: String)] = [
        (["bert-base-uncased", "bert-base-cased"], "bert-base"),
        (["deit_tiny_patch16_224"], "deit-tiny"),
        (["deit_small_patch16_224"], "deit-small"),
        (["mobilenet"], "mobilenet-v1"),
    ]

    /// The word of `table` or the one of `names` that `word` stands for, whatever its capitals,
    /// lines and dots; `nil` for none.
    static func meaning(
        of word: String, in table: [(words: [String], key: String)], names: [String]
    ) -> String? {
        let plain = letters(of: word)
        return names.first { letters(of: $0) == plain }
            ?? table.first { $0.words.contains { letters(of: $0) == plain } }?.key
    }

    /// The key of a recipe that ends like `word`, in whatever section it stands; `nil` for none,
    /// and where several of one depth do.
    static func keyElsewhere(_ word: String) -> String? {
        let plain = letters(of: word)
        let depth = { (key: String) in key.split(separator: ".").count }
        let found = recipeKeys.filter { key in
            key.split(separator: ".").last.map { letters(of: String($0)) } == plain
        }
        let nearest = found.filter { depth($0) == found.map(depth).min() }
        return nearest.count == 1 ? nearest[0] : nil
    }

    private static func letters(of word: String) -> String {
        word.lowercased().filter { !"_-. ".contains($0) }
    }

    /// The keys that a written recipe has, with points between the sections.
    private static let recipeKeys: [String] = {
        var recipe = Recipe()
        recipe.pruning = PruningRecipe(epochs: recipe.epochs)
        recipe.distillation = DistillationRecipe(teacher: "")
        let node = try? Yams.compose(yaml: recipe.yaml)
        return node.map { keys(of: $0, prefix: "") } ?? []
    }()

    private static func keys(of node: Node, prefix: String) -> [String] {
        (node.mapping.map(Array.init) ?? []).flatMap { pair -> [String] in
            let key = prefix + (pair.key.string ?? "")
            return [key] + keys(of: pair.value, prefix: key + ".")
        }
    }
}
