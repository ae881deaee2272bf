/* SPDX-License-Identifier: Apache-2.0 */
/* Built twice: what was checked, and what somebody puts in its place. */
int loads_swap_answer(void) {
  return LOADS_SWAP_ANSWER;
}
