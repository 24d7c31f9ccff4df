#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "CImageCodecs.h"

// Bytes that a chunk beside the pixels, such as a colour profile, may unpack to.
static const size_t maximum_chunk_size = 8 << 20;

// One call. It lives in the frame of the public function, which never calls setjmp itself, so all
// of it is defined after a jump.
typedef struct session {
  png_structp png;
  png_infop info;
  jmp_buf escape;
  const uint8_t *bytes;
  size_t remaining;
  cimage_size size;
  uint8_t *rgb;
  char *message;
  cimage_status status;
} session;

static void give_up(session *call, cimage_status status, const char *message) {
  call->status = status;
  snprintf(call->message, CIMAGE_MESSAGE_SIZE, "%s", message);
  longjmp(call->escape, 1);
}

static void on_error(png_structp png, png_const_charp message) {
  give_up(png_get_error_ptr(png), CIMAGE_FAILED, message);
}

// Warnings concern chunks beside the pixels, which are not used.
static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void on_read(png_structp png, png_bytep destination, size_t count) {
  session *call = png_get_io_ptr(png);
  if (count > call->remaining) give_up(call, CIMAGE_DAMAGED, "premature end of PNG file");
  memcpy(destination, call->bytes, count);
  call->bytes += count;
  call->remaining -= count;
}

static void read_header(session *call) {
  call->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, call, on_error, on_warning);
  if (call->png == NULL) give_up(call, CIMAGE_FAILED, "libpng cannot be started");
  call->info = png_create_info_struct(call->png);
  if (call->info == NULL) give_up(call, CIMAGE_FAILED, "there is not enough memory");
  png_set_chunk_malloc_max(call->png, maximum_chunk_size);
  png_set_read_fn(call->png, call, on_read);
  png_read_info(call->png, call->info);
  call->size.width = png_get_image_width(call->png, call->info);
  call->size.height = png_get_image_height(call->png, call->info);
}

static void decode_image(session *call) {
  const cimage_size size = call->size;
  read_header(call);
  png_structp png = call->png;
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  const int pass_count = png_set_interlace_handling(png);
  png_read_update_info(png, call->info);
  if (call->size.width != size.width || call->size.height != size.height ||
      png_get_rowbytes(png, call->info) != (size_t)size.width * 3) {
    give_up(call, CIMAGE_FAILED, "its header disagrees with its size");
  }
  for (int pass = 0; pass < pass_count; pass++) {
    for (uint32_t row = 0; row < size.height; row++) {
      png_read_row(png, call->rgb + (size_t)row * size.width * 3, NULL);
    }
  }
}

static void run(session *call, void (*body)(session *)) {
  if (setjmp(call->escape) == 0) body(call);
}

cimage_status cimage_png_size(const uint8_t *bytes, size_t count, cimage_size *size,
                              char *message) {
  session call = {.bytes = bytes, .remaining = count, .message = message};
  run(&call, read_header);
  *size = call.size;
  png_destroy_read_struct(&call.png, &call.info, NULL);
  return call.status;
}

cimage_status cimage_png_decode(const uint8_t *bytes, size_t count, cimage_size size, uint8_t *rgb,
                                char *message) {
  session call = {.bytes = bytes, .remaining = count, .size = size, .rgb = rgb, .message = message};
  run(&call, decode_image);
  png_destroy_read_struct(&call.png, &call.info, NULL);
  return call.status;
}
