// LibTorch's memory on the processor, kept for the next tensors.

#ifndef CTORCH_CACHING_ALLOCATOR_H
#define CTORCH_CACHING_ALLOCATOR_H

namespace ctorch {

// Lets all tensors made from now on take their memory from an allocator that keeps large blocks.
void keep_large_blocks();

}  // namespace ctorch

#endif
