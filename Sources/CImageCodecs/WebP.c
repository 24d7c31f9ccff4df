#include <stdio.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "CImageCodecs.h"

static cimage_status fail(cimage_status status, const char *reason, char *message) {
  snprintf(message, CIMAGE_MESSAGE_SIZE, "%s", reason);
  return status;
}

static cimage_status read_features(const uint8_t *bytes, size_t count,
                                   WebPBitstreamFeatures *features, char *message) {
  switch (WebPGetFeatures(bytes, count, features)) {
    case VP8_STATUS_OK: break;
    case VP8_STATUS_NOT_ENOUGH_DATA:
      return fail(CIMAGE_DAMAGED, "premature end of WebP file", message);
    default: return fail(CIMAGE_FAILED, "its header is not that of a WebP file", message);
  }
  if (features->width < 1 || features->height < 1) {
    return fail(CIMAGE_FAILED, "it has no pixels", message);
  }
  return CIMAGE_OK;
}

cimage_status cimage_webp_size(const uint8_t *bytes, size_t count, cimage_size *size,
                               char *message) {
  WebPBitstreamFeatures features;
  const cimage_status status = read_features(bytes, count, &features, message);
  if (status != CIMAGE_OK) return status;
  size->width = (uint32_t)features.width;
  size->height = (uint32_t)features.height;
  return CIMAGE_OK;
}

// The most pixels of a moving picture: the decoder holds two canvases of four bytes a pixel.
static const size_t largest_moving_picture = (size_t)1 << 25;

// The first frame of a moving picture on a canvas of transparent black.
static cimage_status decode_first_frame(const uint8_t *bytes, size_t count, cimage_size size,
                                        uint8_t *rgb, char *message) {
  if ((size_t)size.width * size.height > largest_moving_picture) {
    return fail(CIMAGE_FAILED, "it is an animation of more than 33554432 pixels", message);
  }
  const WebPData data = {.bytes = bytes, .size = count};
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options)) return fail(CIMAGE_FAILED, "wrong libwebp", message);
  options.color_mode = MODE_RGBA;
  WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, &options);
  if (decoder == NULL) return fail(CIMAGE_DAMAGED, "its frames cannot be found", message);
  WebPAnimInfo info;
  uint8_t *rgba = NULL;
  int timestamp = 0;
  const bool is_whole = WebPAnimDecoderGetInfo(decoder, &info) &&
                        info.canvas_width == size.width && info.canvas_height == size.height &&
                        WebPAnimDecoderGetNext(decoder, &rgba, &timestamp);
  if (is_whole) {
    const size_t pixel_count = (size_t)size.width * size.height;
    for (size_t pixel = 0; pixel < pixel_count; pixel++) {
      for (int channel = 0; channel < 3; channel++) {
        rgb[3 * pixel + channel] = rgba[4 * pixel + channel];
      }
    }
  }
  WebPAnimDecoderDelete(decoder);
  return is_whole ? CIMAGE_OK : fail(CIMAGE_DAMAGED, "its first frame is damaged", message);
}

cimage_status cimage_webp_decode(const uint8_t *bytes, size_t count, cimage_size size, uint8_t *rgb,
                                 char *message) {
  WebPBitstreamFeatures features;
  const cimage_status status = read_features(bytes, count, &features, message);
  if (status != CIMAGE_OK) return status;
  if ((uint32_t)features.width != size.width || (uint32_t)features.height != size.height) {
    return fail(CIMAGE_FAILED, "its header disagrees with its size", message);
  }
  if (features.has_animation) return decode_first_frame(bytes, count, size, rgb, message);
  const size_t row_size = (size_t)size.width * 3;
  if (WebPDecodeRGBInto(bytes, count, rgb, row_size * size.height, (int)row_size) == NULL) {
    return fail(CIMAGE_DAMAGED, "its image is damaged or cut off", message);
  }
  return CIMAGE_OK;
}
