// Large blocks of memory are kept for the next tensor of their size. LibTorch's own allocator asks
// the C library for aligned blocks, which takes new memory where a freed block of the same size
// lies (the room for the alignment is missing), or returns it to the system after every step.

#include "CachingAllocator.h"

#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace {

constexpr size_t kSmallestKept = 1 << 20;
constexpr size_t kHugePage = 2 << 20;

struct Block {
  void *data;
  size_t size;
};

class CachingAllocator final : public c10::Allocator {
 public:
  static CachingAllocator &shared() {
    static auto *allocator = new CachingAllocator;
    return *allocator;
  }

  c10::DataPtr allocate(size_t byte_count) override {
    void *data = byte_count < kSmallestKept ? c10::alloc_cpu(byte_count) : take(byte_count);
    return {data, data, &give_back, c10::Device(c10::DeviceType::CPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }

  void copy_data(void *destination, const void *source, size_t count) const override {
    default_copy_data(destination, source, count);
  }

 private:
  // Rounds up to one of eight sizes between two powers of two.
  static size_t kept_size(size_t byte_count) {
    size_t unit = std::bit_floor(byte_count) / 8;
    return (byte_count + unit - 1) / unit * unit;
  }

  void *take(size_t byte_count) {
    size_t size = kept_size(byte_count);
    std::lock_guard<std::mutex> lock(mutex_);
    // The block that was freed last is the one most likely to be in the cache.
    auto found = std::find_if(free_.rbegin(), free_.rend(),
                              [&](const Block &block) { return block.size == size; });
    void *data = nullptr;
    if (found != free_.rend()) {
      data = found->data;
      free_.erase(std::next(found).base());
      free_bytes_ -= size;
    } else {
      data = map(size, byte_count);
    }
    used_.emplace(data, size);
    used_bytes_ += size;
    peak_ = std::max(peak_, used_bytes_);
    return data;
  }

  // Gives the blocks that were freed first back to the system where the process would otherwise
  // hold more than five quarters of the most that was ever in use.
  void *map(size_t size, size_t byte_count) {
    size_t allowed = std::max(peak_, used_bytes_ + size) / 4 * 5;
    while (!free_.empty() && used_bytes_ + free_bytes_ + size > allowed) unmap_oldest();
    void *data = MAP_FAILED;
    while ((data = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                        0)) == MAP_FAILED) {
      TORCH_CHECK_WITH(OutOfMemoryError, !free_.empty(), "out of memory: ", size,
                       " bytes were asked for");
      unmap_oldest();
    }
#if defined(__linux__)
    // The rest of the block stays untouched, in small pages, as long as nobody needs it.
    size_t in_huge_pages = byte_count / kHugePage * kHugePage;
    if (in_huge_pages > 0) madvise(data, in_huge_pages, MADV_HUGEPAGE);
#endif
    return data;
  }

  void unmap_oldest() {
    munmap(free_.front().data, free_.front().size);
    free_bytes_ -= free_.front().size;
    free_.erase(free_.begin());
  }

  static void give_back(void *data) {
    if (data != nullptr && !shared().keep(data)) c10::free_cpu(data);
  }

  // Returns whether `data` is one of the large blocks, which is then free.
  bool keep(void *data) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = used_.find(data);
    if (found == used_.end()) return false;
    used_bytes_ -= found->second;
    free_bytes_ += found->second;
    free_.push_back({data, found->second});
    used_.erase(found);
    return true;
  }

  std::mutex mutex_;
  std::unordered_map<void *, size_t> used_;
  std::vector<Block> free_;  // the one that was freed first comes first
  size_t used_bytes_ = 0;
  size_t free_bytes_ = 0;
  size_t peak_ = 0;  // of used_bytes_
};

}  // namespace

void ctorch::keep_large_blocks() { c10::SetCPUAllocator(&CachingAllocator::shared(), 1); }
