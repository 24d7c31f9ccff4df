#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "CImageCodecs.h"

// A file in memory, and the place for what libtiff says of it.
typedef struct session {
  const uint8_t *bytes;
  uint64_t count;
  uint64_t position;
  char *message;
} session;

// The numbers of a page that decide how its samples become colours.
typedef struct page {
  TIFF *tiff;
  uint32_t width;
  uint32_t height;
  uint16_t bits;
  uint16_t samples;
  uint16_t photometric;
  uint16_t planar;
  uint16_t orientation;
  uint16_t premultiplied;
  uint16_t *map[3];
} page;

// MARK: The file

static tmsize_t on_read(thandle_t handle, void *buffer, tmsize_t count) {
  session *call = handle;
  if (count < 0 || call->position >= call->count) return 0;
  const uint64_t rest = call->count - call->position;
  const uint64_t taken = (uint64_t)count < rest ? (uint64_t)count : rest;
  memcpy(buffer, call->bytes + call->position, taken);
  call->position += taken;
  return (tmsize_t)taken;
}

static tmsize_t on_write(thandle_t handle, void *buffer, tmsize_t count) {
  (void)handle, (void)buffer, (void)count;
  return 0;
}

static toff_t on_seek(thandle_t handle, toff_t offset, int whence) {
  session *call = handle;
  if (whence == SEEK_CUR) offset += call->position;
  if (whence == SEEK_END) offset += call->count;
  call->position = offset;
  return offset;
}

static int on_close(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t on_size(thandle_t handle) { return ((session *)handle)->count; }

// libtiff's handlers belong to the process; the handle says whose call it is.
static void on_error(thandle_t handle, const char *module, const char *format, va_list arguments) {
  (void)module;
  session *call = handle;
  if (call == NULL || call->message[0] != '\0') return;
  vsnprintf(call->message, CIMAGE_MESSAGE_SIZE, format, arguments);
}

// Warnings concern tags that are not used, but for a palette that is cut off: without it libtiff
// takes the image for a grey one.
static void on_warning(thandle_t handle, const char *module, const char *format,
                       va_list arguments) {
  (void)module;
  session *call = handle;
  char text[CIMAGE_MESSAGE_SIZE];
  vsnprintf(text, sizeof text, format, arguments);
  if (call == NULL || call->message[0] != '\0' || strstr(text, "ColorMap") == NULL) return;
  snprintf(call->message, CIMAGE_MESSAGE_SIZE, "its palette cannot be read");
}

static void set_handlers(void) {
  TIFFSetErrorHandler(NULL);
  TIFFSetErrorHandlerExt(on_error);
  TIFFSetWarningHandler(NULL);
  TIFFSetWarningHandlerExt(on_warning);
}

static cimage_status fail(session *call, cimage_status status, const char *reason) {
  if (call->message[0] == '\0') snprintf(call->message, CIMAGE_MESSAGE_SIZE, "%s", reason);
  return status;
}

static cimage_status open_page(session *call, page *page) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, set_handlers);
  call->message[0] = '\0';
  // h: one directory alone; m: no memory map.
  page->tiff = TIFFClientOpen("TIFF", "rm", call, on_read, on_write, on_seek, on_close, on_size,
                              NULL, NULL);
  if (page->tiff == NULL) return fail(call, CIMAGE_FAILED, "its header is not that of a TIFF file");
  // What libtiff says and goes on nevertheless leaves a page of made-up numbers.
  if (call->message[0] != '\0') return CIMAGE_DAMAGED;
  TIFF *tiff = page->tiff;
  if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &page->width) ||
      !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &page->height) || page->width < 1 ||
      page->height < 1 || page->width > INT32_MAX || page->height > INT32_MAX) {
    return fail(call, CIMAGE_FAILED, "it does not say how many pixels it has");
  }
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &page->bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &page->samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &page->planar);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &page->orientation);
  if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &page->photometric)) {
    page->photometric = page->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  }
  return CIMAGE_OK;
}

// Whether rows and columns change places.
static bool is_turned(const page *page) { return page->orientation >= 5 && page->orientation <= 8; }

cimage_status cimage_tiff_size(const uint8_t *bytes, size_t count, cimage_size *size,
                               char *message) {
  session call = {.bytes = bytes, .count = count, .message = message};
  page page = {0};
  const cimage_status status = open_page(&call, &page);
  size->width = is_turned(&page) ? page.height : page.width;
  size->height = is_turned(&page) ? page.width : page.height;
  if (page.tiff != NULL) TIFFClose(page.tiff);
  return status;
}

// MARK: Samples

// The sample with the given number of a row, brought to 8 bits; an index stays as it is.
static uint8_t sample(const page *page, const uint8_t *row, size_t number) {
  switch (page->bits) {
    case 8: return row[number];
    case 16: return (uint8_t)(((const uint16_t *)(const void *)row)[number] >> 8);
    default: {
      const size_t bit = number * page->bits;
      const unsigned largest = (1u << page->bits) - 1;
      const unsigned value = (row[bit / 8] >> (8 - page->bits - bit % 8)) & largest;
      return (uint8_t)(page->photometric == PHOTOMETRIC_PALETTE ? value : value * 255 / largest);
    }
  }
}

static uint8_t unmultiplied(uint8_t level, uint8_t alpha) {
  if (alpha == 0 || alpha == 255) return level;
  const unsigned value = 255u * level / alpha;
  return (uint8_t)(value > 255 ? 255 : value);
}

// Where a pixel of the page stands in the upright image, whose rows have `width` pixels.
static size_t upright(const page *page, uint32_t column, uint32_t row) {
  const uint32_t right = page->width - 1 - column, below = page->height - 1 - row;
  switch (page->orientation) {
    case 2: return (size_t)row * page->width + right;
    case 3: return (size_t)below * page->width + right;
    case 4: return (size_t)below * page->width + column;
    case 5: return (size_t)column * page->height + row;
    case 6: return (size_t)column * page->height + below;
    case 7: return (size_t)right * page->height + below;
    case 8: return (size_t)right * page->height + row;
    default: return (size_t)row * page->width + column;
  }
}

// Writes the colour of a pixel whose samples stand in a row, or each in a row of its own.
static void write_pixel(const page *page, uint8_t *const *rows, uint32_t column, uint8_t *rgb) {
  uint8_t levels[4] = {0};
  const uint16_t used = page->samples < 4 ? page->samples : 4;
  for (uint16_t channel = 0; channel < used; channel++) {
    levels[channel] = page->planar == PLANARCONFIG_SEPARATE
                          ? sample(page, rows[channel], column)
                          : sample(page, rows[0], (size_t)column * page->samples + channel);
  }
  for (int channel = 0; channel < 3; channel++) {
    switch (page->photometric) {
      case PHOTOMETRIC_MINISWHITE: rgb[channel] = (uint8_t)(255 - levels[0]); break;
      case PHOTOMETRIC_MINISBLACK: rgb[channel] = levels[0]; break;
      case PHOTOMETRIC_PALETTE: rgb[channel] = (uint8_t)(page->map[channel][levels[0]] >> 8); break;
      case PHOTOMETRIC_SEPARATED: {
        const int white = 255 - levels[3], product = levels[channel] * white + 128;
        const int level = white - ((product + (product >> 8)) >> 8);
        rgb[channel] = (uint8_t)(level < 0 ? 0 : level);
        break;
      }
      default:
        rgb[channel] =
            page->premultiplied ? unmultiplied(levels[channel], levels[3]) : levels[channel];
    }
  }
}

// Whether the samples are ones that this file turns into colours by itself.
static bool is_plain(const page *page) {
  const bool has_bits = page->bits == 8 || page->bits == 16;
  switch (page->photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
      return has_bits || (8 % page->bits == 0 && page->samples == 1);
    case PHOTOMETRIC_PALETTE: return page->bits <= 8 && 8 % page->bits == 0 && page->samples == 1;
    case PHOTOMETRIC_SEPARATED: return has_bits && page->samples >= 4;
    case PHOTOMETRIC_RGB: return has_bits && page->samples >= 3;
    default: return false;
  }
}

// Tiles may be larger than the image; those of one with few pixels may have this many.
static const uint64_t smallest_limit = 1 << 20;

enum { maximum_sample_count = 8 };

static cimage_status decode_plain(session *call, page *page, uint8_t *rgb) {
  TIFF *tiff = page->tiff;
  const bool is_separate = page->planar == PLANARCONFIG_SEPARATE;
  const uint16_t plane_count = is_separate ? page->samples : 1;
  const bool is_tiled = TIFFIsTiled(tiff);
  uint32_t block_width = page->width, block_height = page->height;
  if (is_tiled) {
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &block_width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &block_height);
  } else {
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &block_height);
    if (block_height > page->height) block_height = page->height;
  }
  const tmsize_t block_size = is_tiled ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
  const tmsize_t row_size = is_tiled ? TIFFTileRowSize(tiff) : TIFFScanlineSize(tiff);
  const uint64_t largest = 4 * (uint64_t)page->width * page->height + smallest_limit;
  if (block_width < 1 || block_height < 1 || block_size < 1 || row_size < 1 ||
      (uint64_t)block_width * block_height > largest ||
      block_size > ((tmsize_t)1 << 31) / plane_count || block_size / row_size < block_height) {
    return fail(call, CIMAGE_FAILED, "its strips or tiles are of a size that cannot be");
  }
  const uint16_t per_row = is_separate ? 1 : page->samples;
  if ((uint64_t)row_size * 8 < (uint64_t)block_width * per_row * page->bits) {
    return fail(call, CIMAGE_FAILED, "its rows are shorter than its pixels");
  }
  uint8_t *blocks = calloc((size_t)block_size, plane_count);
  if (blocks == NULL) return fail(call, CIMAGE_FAILED, "there is not enough memory");
  cimage_status status = CIMAGE_OK;
  for (uint32_t top = 0; top < page->height && status == CIMAGE_OK; top += block_height) {
    for (uint32_t left = 0; left < page->width && status == CIMAGE_OK; left += block_width) {
      for (uint16_t plane = 0; plane < plane_count && status == CIMAGE_OK; plane++) {
        uint8_t *block = blocks + (size_t)plane * block_size;
        const uint32_t row_count =
            page->height - top < block_height ? page->height - top : block_height;
        const tmsize_t wanted = is_tiled ? block_size : row_size * (tmsize_t)row_count;
        const uint32_t number = is_tiled ? TIFFComputeTile(tiff, left, top, 0, plane)
                                         : TIFFComputeStrip(tiff, top, plane);
        const tmsize_t read = is_tiled ? TIFFReadEncodedTile(tiff, number, block, wanted)
                                       : TIFFReadEncodedStrip(tiff, number, block, wanted);
        if (read < wanted) status = fail(call, CIMAGE_DAMAGED, "a part of its image is lost");
      }
      for (uint32_t row = top; row - top < block_height && row < page->height; row++) {
        uint8_t *rows[maximum_sample_count] = {0};
        for (uint16_t plane = 0; plane < plane_count; plane++) {
          rows[plane] = blocks + (size_t)plane * block_size + (size_t)(row - top) * row_size;
        }
        for (uint32_t column = left; column - left < block_width && column < page->width;
             column++) {
          write_pixel(page, rows, column - left, rgb + 3 * upright(page, column, row));
        }
      }
    }
  }
  free(blocks);
  return status;
}

// Colours that libtiff itself knows how to make, such as YCbCr without JPEG.
static cimage_status decode_by_library(session *call, page *page, uint8_t *rgb) {
  const size_t pixel_count = (size_t)page->width * page->height;
  uint32_t *raster = malloc(pixel_count * sizeof(uint32_t));
  if (raster == NULL) return fail(call, CIMAGE_FAILED, "there is not enough memory");
  // The raster keeps the order of the file: its first row is the page's.
  const bool is_read = TIFFReadRGBAImageOriented(page->tiff, page->width, page->height, raster,
                                                 page->orientation, 1);
  for (size_t pixel = 0; is_read && pixel < pixel_count; pixel++) {
    const uint32_t column = (uint32_t)(pixel % page->width), row = (uint32_t)(pixel / page->width);
    uint8_t *place = rgb + 3 * upright(page, column, row);
    place[0] = (uint8_t)TIFFGetR(raster[pixel]);
    place[1] = (uint8_t)TIFFGetG(raster[pixel]);
    place[2] = (uint8_t)TIFFGetB(raster[pixel]);
  }
  free(raster);
  if (is_read) return CIMAGE_OK;
  return fail(call, CIMAGE_FAILED, "its samples are of a kind that is not read");
}

static cimage_status decode_page(session *call, page *page, cimage_size size, uint8_t *rgb) {
  TIFF *tiff = page->tiff;
  const uint32_t width = is_turned(page) ? page->height : page->width;
  const uint32_t height = is_turned(page) ? page->width : page->height;
  if (width != size.width || height != size.height) {
    return fail(call, CIMAGE_FAILED, "its header disagrees with its size");
  }
  uint16_t format = SAMPLEFORMAT_UINT, compression = COMPRESSION_NONE;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
  if (page->samples < 1 || page->samples > maximum_sample_count || page->bits < 1 ||
      page->bits > 16 || format != SAMPLEFORMAT_UINT) {
    return fail(call, CIMAGE_FAILED, "its samples are no whole numbers of 1 to 16 bits");
  }
  if (page->photometric == PHOTOMETRIC_YCBCR && compression == COMPRESSION_JPEG &&
      page->planar == PLANARCONFIG_CONTIG) {
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    page->photometric = PHOTOMETRIC_RGB;
  }
  if (page->photometric == PHOTOMETRIC_PALETTE &&
      !TIFFGetField(tiff, TIFFTAG_COLORMAP, &page->map[0], &page->map[1], &page->map[2])) {
    return fail(call, CIMAGE_FAILED, "it has no palette");
  }
  uint16_t extra_count = 0, *extras = NULL;
  if (page->photometric == PHOTOMETRIC_RGB && page->samples == 4 &&
      TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &extra_count, &extras) && extra_count > 0) {
    page->premultiplied = extras[0] == EXTRASAMPLE_ASSOCALPHA;
  }
  return is_plain(page) ? decode_plain(call, page, rgb) : decode_by_library(call, page, rgb);
}

cimage_status cimage_tiff_decode(const uint8_t *bytes, size_t count, cimage_size size, uint8_t *rgb,
                                 char *message) {
  session call = {.bytes = bytes, .count = count, .message = message};
  page page = {0};
  cimage_status status = open_page(&call, &page);
  if (status == CIMAGE_OK) status = decode_page(&call, &page, size, rgb);
  if (page.tiff != NULL) TIFFClose(page.tiff);
  return status;
}
