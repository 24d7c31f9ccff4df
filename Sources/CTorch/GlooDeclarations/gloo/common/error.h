// PyTorch's header ProcessGroupGloo.hpp includes this file and names nothing of it.
