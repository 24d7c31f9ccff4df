// The C interface to libjpeg, libpng, libwebp and libtiff: whole files in memory in, rows of red, green and blue out.
//
// The first two report errors by a jump; here it never leaves the function that was called. After
// a status other than CIMAGE_OK, `message` has the library's reason, and what was written to the
// pixels is of no use. All memory but the caller's own buffers is released before a function
// returns. Nothing is shared but libtiff's handlers of messages, which the first call sets for the
// process, so any thread may call any function.

#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes that every `message` must have room for, the final zero included.
#define CIMAGE_MESSAGE_SIZE 200

typedef enum cimage_status {
  CIMAGE_OK = 0,
  CIMAGE_FAILED = 1,   // the library refuses the file
  CIMAGE_DAMAGED = 2,  // the file ends too early, or a part of its image is lost
} cimage_status;

typedef struct cimage_size {
  uint32_t width;
  uint32_t height;
} cimage_size;

// What is wanted of a JPEG file.
typedef struct cimage_jpeg_request {
  uint32_t denominator;  // 1, 2, 4 or 8: each side is divided by it and rounded up
  uint32_t width;        // columns after the division: those that `rgb` has room for
  uint32_t first_row;    // the first row wanted, after the division
  uint32_t row_count;    // rows wanted, at least 1; the file is read only as far as the last
  bool accepts_damage;   // fill what is lost with grey instead of failing
} cimage_jpeg_request;

// Reads the size of a JPEG file from its header.
cimage_status cimage_jpeg_size(const uint8_t *bytes, size_t count, cimage_size *size,
                               char *message);

// Decodes rows of a JPEG file, grey, RGB, YCbCr, CMYK or YCCK, into `rgb`,
// [row_count, width, 3].
cimage_status cimage_jpeg_decode(const uint8_t *bytes, size_t count,
                                 const cimage_jpeg_request *request, uint8_t *rgb, char *message);

// Reads the size of a PNG file from its header.
cimage_status cimage_png_size(const uint8_t *bytes, size_t count, cimage_size *size, char *message);

// Decodes a PNG file of any kind into `rgb`, [size.height, size.width, 3]. Of 16-bit values the
// high byte stays; transparency is dropped.
cimage_status cimage_png_decode(const uint8_t *bytes, size_t count, cimage_size size, uint8_t *rgb,
                                char *message);

// Reads the size of a WebP file from its header.
cimage_status cimage_webp_size(const uint8_t *bytes, size_t count, cimage_size *size,
                               char *message);

// Decodes a WebP file into `rgb`, [size.height, size.width, 3]; of a moving one the first frame.
// Transparency is dropped.
cimage_status cimage_webp_decode(const uint8_t *bytes, size_t count, cimage_size size, uint8_t *rgb,
                                 char *message);

// Reads the size of the first page of a TIFF file, upright as its orientation says.
cimage_status cimage_tiff_size(const uint8_t *bytes, size_t count, cimage_size *size,
                               char *message);

// Decodes the first page of a TIFF file into `rgb`, [size.height, size.width, 3], upright. Of 16-bit
// values the high byte stays; transparency is dropped.
cimage_status cimage_tiff_decode(const uint8_t *bytes, size_t count, cimage_size size, uint8_t *rgb,
                                 char *message);

#endif
