/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CLI_SCAN_PRINT_H
#define DMALIAS_CLI_SCAN_PRINT_H

struct output_args;
struct scan_result;

/* Write the findings of a run where they are wanted, and its summary and, if
 * asked for, what it cost to the standard error. Return: the exit code. */
int scan_print(struct output_args *output, const struct scan_result *result);

#endif
