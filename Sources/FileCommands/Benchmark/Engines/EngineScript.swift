/// The program in Python that runs another engine, so that this program stays one file; what it is
/// told is an ``EngineRequest``.
let engineScript = #"""
    """Runs a network in another engine, some calls at a time.

    The argument is JSON: the module of the engine, the model, the threads, a folder for files, and
    the inputs and outputs of the network, each with name, type, shape and the path of its bytes. The
    first line written is 'ready VERSION NANOSECONDS DIFFERENCE', 'missing', or 'failed REASON'. Then
    every line that is read is a number of seconds, and is answered by 'times NANOSECONDS …'.
    """

    import importlib.util
    import json
    import os
    import signal
    import sys
    import time


    def onnxruntime(request, feed, outputs):
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = request["threads"]
        settings.inter_op_num_threads = 1
        providers = ["CPUExecutionProvider"]
        session = onnxruntime.InferenceSession(request["model"], settings, providers)
        return onnxruntime.__version__, lambda: session.run(outputs, feed)


    def openvino(request, feed, outputs):
        import openvino

        settings = {"INFERENCE_NUM_THREADS": request["threads"], "NUM_STREAMS": 1}
        settings["INFERENCE_PRECISION_HINT"] = "f32"
        model = openvino.Core().read_model(request["model"])
        if model.is_dynamic():
            model.reshape({name: value.shape for name, value in feed.items()})
        infer = openvino.compile_model(model, "CPU", settings).create_infer_request().infer

        def call():
            results = infer(feed)
            return [results[name] for name in outputs]

        return openvino.__version__.split("-")[0], call


    def mnn(request, feed, outputs):
        """MNN, with its sparse kernels where its converter finds that they are faster."""
        import _tools
        import MNN.numpy

        # What the command 'mnnconvert' calls, which installs packages and reports what it has done.
        path = os.path.join(request["folder"], f"{os.getpid()}.mnn")
        options = ["-f", "ONNX", "--modelFile", request["model"], "--MNNModel", path]
        _tools.mnnconvert(["", *options, "--bizCode", "pdp", "--detectSparseSpeedUp"])
        if not os.path.exists(path):
            raise RuntimeError("MNN's converter does not take the network")
        settings = {"backend": "CPU", "numThread": request["threads"], "precision": "high"}
        runtime = MNN.nn.create_runtime_manager((settings,))
        module = MNN.nn.load_module_from_file(path, list(feed), outputs, runtime_manager=runtime)
        narrow = {"int64": "int32", "float64": "float32"}
        arrays = [each.astype(narrow.get(each.dtype.name, each.dtype)) for each in feed.values()]
        inputs = [MNN.numpy.array(value) for value in arrays]
        return MNN.version(), lambda: [output.read() for output in module.forward(inputs)]


    def deepsparse(request, feed, outputs):
        """Its last release is 1.7.1, which returns wrong arrays with NumPy 2."""
        os.environ.setdefault("NM_DISABLE_ANALYTICS", "True")
        import deepsparse

        inputs = list(feed.values())
        engine = deepsparse.Engine(request["model"], len(inputs[0]), request["threads"])
        return deepsparse.__version__, lambda: engine.run(inputs)


    def difference(ours, theirs):
        """The largest distance of two elements; what is no number in both is equal."""
        if ours.shape != theirs.shape:
            raise ValueError(f"an output has the shape {theirs.shape}, and pdp's has {ours.shape}")
        ours, theirs = ours.astype("float64"), theirs.astype("float64")
        differs = (ours != theirs) & ((ours == ours) | (theirs == theirs))
        return abs(ours - theirs)[differs].max(initial=0)


    def serve(request, answer):
        import numpy

        def array(tensor):
            return numpy.fromfile(tensor["path"], tensor["type"]).reshape(tensor["shape"])

        importlib.import_module(request["module"])
        feed = {tensor["name"]: array(tensor) for tensor in request["inputs"]}
        names = [tensor["name"] for tensor in request["outputs"]]
        start = time.perf_counter_ns()
        version, call = globals()[request["module"].lower()](request, feed, names)
        preparation = time.perf_counter_ns() - start
        distance = max(map(difference, map(array, request["outputs"]), map(numpy.asarray, call())))
        answer(f"ready {version} {preparation} {distance}\n")
        for line in sys.stdin:
            call()
            times, end = [], time.perf_counter() + float(line)
            while not times or time.perf_counter() < end:
                start = time.perf_counter_ns()
                call()
                times.append(time.perf_counter_ns() - start)
            answer(f"times {' '.join(map(str, times))}\n")


    # Ctrl-C ends the process inside of an engine too, and what engines print is no answer.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    request = json.loads(sys.argv[1])
    try:
        if importlib.util.find_spec(request["module"]) is None:
            answers.write("missing\n")
        else:
            serve(request, answers.write)
    except BaseException as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        answers.write(f"failed {reason[:200]}\n")
    """#
