/* Runs pruned networks from C, or from any language that calls C: the zeros are left out, and neither
 * LibTorch nor Python is needed. `make static` builds libpdp-runtime.so, which has these functions.
 *
 * A model may be used by several threads at once; it is closed when none of them uses it any more.
 * A function that fails writes one sentence into `message`, ended by a zero byte and cut to `size`
 * bytes; `message` may be null.
 */

#ifndef PDP_H
#define PDP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A network that is prepared to be run. */
typedef struct pdp_model pdp_model;

/* A number for a size that is free in the file, such as the length of sentences. */
typedef struct pdp_size {
    const char *name;
    int64_t value;
} pdp_size;

/* How a network is prepared; all zeros are one thread, and 1 for the free first axes of inputs. A prepared
 * network has its sizes, and others are refused. */
typedef struct pdp_options {
    /* The threads of a call, at least 1. No result depends on their number. */
    int32_t threads;
    /* How many sizes there are. */
    int32_t size_count;
    const pdp_size *sizes;
} pdp_options;

/* What a network takes or gives. It lives as long as its model. */
typedef struct pdp_value {
    /* Null for an index that is too large. */
    const char *name;
    /* `float32`, `int64`, `bool` and the like, as NumPy calls them. */
    const char *type;
    /* The bytes of all elements, which lie without gaps, the last axis fastest. */
    size_t byte_count;
    /* How many axes there are. */
    size_t rank;
    const int64_t *shape;
} pdp_value;

/* Prepares the network in an ONNX file, or in a model that carries its graph, compressed or not, or takes one
 * that `pdp prepare` wrote.
 * `options` may be null. Returns null on failure. */
pdp_model *pdp_open(
    const char *path, const pdp_options *options, char *message, size_t size);

/* Frees a model; null is allowed. */
void pdp_close(pdp_model *model);

size_t pdp_input_count(const pdp_model *model);
size_t pdp_output_count(const pdp_model *model);
pdp_value pdp_input(const pdp_model *model, size_t index);
pdp_value pdp_output(const pdp_model *model, size_t index);

/* Computes the outputs. `inputs` and `outputs` hold a pointer for each input and output, in their
 * order, to as many bytes as its byte_count says. Returns 0, or 1 on failure. */
int32_t pdp_predict(
    const pdp_model *model, const void *const *inputs, void *const *outputs, char *message,
    size_t size);

#ifdef __cplusplus
}
#endif

#endif
