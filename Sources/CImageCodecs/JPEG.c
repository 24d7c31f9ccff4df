#include <setjmp.h>
#include <stdio.h>
// clang-format off
#include <jpeglib.h>  // before its list of messages, which depends on its settings
#include <jerror.h>
// clang-format on

#include "CImageCodecs.h"

// Scans that a progressive file may have. Usual ones have about ten; every scan costs a pass over
// the whole image, however few bytes it takes in the file.
static const int maximum_scan_count = 100;

// One call. It lives in the frame of the public function, which never calls setjmp itself, so all
// of it is defined after a jump.
typedef struct session {
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  const uint8_t *bytes;
  size_t count;
  const cimage_jpeg_request *request;
  uint8_t *rgb;
  char *message;
  cimage_status status;
} session;

static void give_up(session *call, cimage_status status) {
  call->status = status;
  call->info.err->format_message((j_common_ptr)&call->info, call->message);
  longjmp(call->escape, 1);
}

static void give_up_with(session *call, const char *message) {
  call->status = CIMAGE_FAILED;
  snprintf(call->message, CIMAGE_MESSAGE_SIZE, "%s", message);
  longjmp(call->escape, 1);
}

static void on_error(j_common_ptr info) { give_up(info->client_data, CIMAGE_FAILED); }

// Of libjpeg's warnings, those after which a part of the image is made up.
static void on_message(j_common_ptr info, int level) {
  session *call = info->client_data;
  if (level >= 0 || (call->request != NULL && call->request->accepts_damage)) return;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
      give_up(call, CIMAGE_DAMAGED);
      break;
    default:
      break;
  }
}

static void on_progress(j_common_ptr info) {
  session *call = info->client_data;
  if (call->info.input_scan_number > maximum_scan_count) {
    give_up_with(call, "it has more than 100 scans");
  }
}

static void read_header(session *call) {
  jpeg_create_decompress(&call->info);
  call->info.progress = &call->progress;
  jpeg_mem_src(&call->info, call->bytes, call->count);
  jpeg_read_header(&call->info, TRUE);
}

// Turns CMYK as Adobe's programs store it, inverted, into red, green and blue. Pillow takes every
// CMYK file for one of these, with Adobe's marker or without.
static void convert_inverted_cmyk(const uint8_t *cmyk, uint8_t *rgb, uint32_t width) {
  for (uint32_t column = 0; column < width; column++, cmyk += 4, rgb += 3) {
    for (int channel = 0; channel < 3; channel++) {
      rgb[channel] = (uint8_t)((cmyk[channel] * cmyk[3] + 127) / 255);
    }
  }
}

static void decode_rows(session *call) {
  const cimage_jpeg_request *request = call->request;
  struct jpeg_decompress_struct *info = &call->info;
  read_header(call);
  const bool is_cmyk = info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
  info->out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  info->scale_num = 1;
  info->scale_denom = request->denominator;
  jpeg_start_decompress(info);
  if (info->output_width != request->width ||
      (uint64_t)request->first_row + request->row_count > info->output_height) {
    give_up_with(call, "its header disagrees with its size");
  }
  JSAMPARRAY cmyk = NULL;
  if (is_cmyk) {
    cmyk = info->mem->alloc_sarray((j_common_ptr)info, JPOOL_IMAGE, 4 * request->width, 1);
  }
  if (request->first_row > 0) jpeg_skip_scanlines(info, request->first_row);
  for (uint32_t row = 0; row < request->row_count; row++) {
    uint8_t *line = call->rgb + (size_t)row * request->width * 3;
    // A source in memory never suspends, so each call gives one row.
    jpeg_read_scanlines(info, is_cmyk ? cmyk : &line, 1);
    if (is_cmyk) convert_inverted_cmyk(cmyk[0], line, request->width);
  }
}

static void run(session *call, void (*body)(session *)) {
  call->info.err = jpeg_std_error(&call->errors);
  call->info.client_data = call;
  call->errors.error_exit = on_error;
  call->errors.emit_message = on_message;
  call->progress.progress_monitor = on_progress;
  if (setjmp(call->escape) == 0) body(call);
}

cimage_status cimage_jpeg_size(const uint8_t *bytes, size_t count, cimage_size *size,
                               char *message) {
  session call = {.bytes = bytes, .count = count, .message = message};
  run(&call, read_header);
  size->width = call.info.image_width;
  size->height = call.info.image_height;
  jpeg_destroy_decompress(&call.info);
  return call.status;
}

cimage_status cimage_jpeg_decode(const uint8_t *bytes, size_t count,
                                 const cimage_jpeg_request *request, uint8_t *rgb, char *message) {
  session call = {
      .bytes = bytes, .count = count, .request = request, .rgb = rgb, .message = message};
  run(&call, decode_rows);
  jpeg_destroy_decompress(&call.info);
  return call.status;
}
