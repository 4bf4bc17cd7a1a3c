/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_MODEL_NAMES_H
#define DMALIAS_MODEL_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/model.h"

/*
 * The words of model files, and back from them. Each parse function leaves
 * @ret alone and returns false for a word it does not know.
 */
bool model_arg_parse(const char *name, enum model_arg *ret);
bool model_memory_parse(const char *name, enum model_memory *ret);
bool model_type_parse(const char *name, enum model_type *ret);
bool model_origin_parse(const char *name, enum model_origin *ret);
bool model_returns_parse(const char *name, enum model_returns *ret);
bool model_flag_parse(const char *name, unsigned int *ret);

/* A number in C's notation, or a constant of the kernel such as
 * DMA_TO_DEVICE. */
bool model_constant_parse(const char *text, int64_t *ret);

/* The name of a direction, or NULL. */
const char *model_direction_name(int64_t value);

#endif
