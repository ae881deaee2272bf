// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/characters.hpp"

#include <algorithm>
#include <array>

namespace loads::outputs {
namespace {

struct Range {
  char32_t first, last;
};

template <std::size_t N>
bool within(char32_t code, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](const Range& range) { return code >= range.first && code <= range.last; });
}

// The programs have the same list, core/base/text.cpp.
constexpr std::array unsafe_ranges = {
    Range{0x00, 0x1F},       // C0 controls, escape among them
    Range{0x7F, 0x9F},       // delete and C1 controls
    Range{0xAD, 0xAD},       // soft hyphen
    Range{0x34F, 0x34F},     // combining grapheme joiner
    Range{0x61C, 0x61C},     // Arabic letter mark
    Range{0x115F, 0x1160},   // Hangul fillers
    Range{0x17B4, 0x17B5},   // Khmer vowels that are not seen
    Range{0x180B, 0x180F},   // Mongolian selectors and separator
    Range{0x200B, 0x200F},   // zero width space and joiners, left-to-right and right-to-left mark
    Range{0x2028, 0x202E},   // line and paragraph separator, embeddings and overrides
    Range{0x2060, 0x206F},   // word joiner, invisible operators, isolates
    Range{0x3164, 0x3164},   // Hangul filler
    Range{0xFEFF, 0xFEFF},   // byte order mark
    Range{0xFFA0, 0xFFA0},   // Hangul filler of half width
    Range{0xFFF9, 0xFFFB},   // interlinear annotation
    Range{0xE0000, 0xE007F}, // tags
};

constexpr std::array narrowest_ranges = {
    Range{0x300, 0x36F},   Range{0x483, 0x489},   Range{0x591, 0x5BD},     Range{0x610, 0x61A},
    Range{0x64B, 0x65F},   Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},   Range{0x20D0, 0x20FF},
    Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xE0100, 0xE01EF},
};

constexpr std::array wide_ranges = {
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0xA4CF},   Range{0xA960, 0xA97F},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1FAFF},
    Range{0x20000, 0x3FFFD},
};

} // namespace

bool is_unsafe(char32_t code) {
  return within(code, unsafe_ranges);
}

std::size_t character_width(char32_t code) {
  if (code < 0x300)
    return 1;
  return within(code, narrowest_ranges) ? 0 : within(code, wide_ranges) ? 2 : 1;
}

} // namespace loads::outputs
