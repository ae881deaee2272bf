/* SPDX-License-Identifier: Apache-2.0 */
/* Options of outputs and observers, declared as data: the host prints them in --help and checks values. */
#ifndef LOADS_ABI_OPTION_H
#define LOADS_ABI_OPTION_H

#include <loads/abi/base.h>

LOADS_BEGIN_C

enum {
  LOADS_OPTION_TEXT = 0,
  LOADS_OPTION_INTEGER = 1, /* decimal, may be negative */
  LOADS_OPTION_FLAG = 2,    /* "true" or "false"; the bare option means true */
  LOADS_OPTION_DURATION = 3 /* "1m30s"; handed over as whole nanoseconds */
};
typedef int32_t loads_option_type;

/* Flags of an option. */
enum {
  LOADS_OPTION_REQUIRED = 1, /* must be given */
  /* A password, a token or an address with one in it: read from the configuration file of the program that
     loads the plugin and from nowhere else, never shown and never stored. */
  LOADS_OPTION_SECRET = 2,
  /* Says where secrets go, or whom to trust with them: comes from where they come from. */
  LOADS_OPTION_ADDRESS = 4
};

/* Frozen: used in arrays. Constant, zero-terminated text. Becomes --output-<plugin>-<name> or
   --observer-<plugin>-<name>. */
typedef struct loads_option {
  const char* name;          /* "filename" */
  const char* help;          /* "where to write the report" */
  const char* default_value; /* null: none */
  loads_option_type type;
  uint32_t flags;
} loads_option;

/* The value of an option, as given or by default. Frozen. Options that have neither are left out. */
typedef struct loads_setting {
  loads_str name;
  loads_str value;
} loads_setting;

LOADS_END_C

#endif
