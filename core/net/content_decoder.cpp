// SPDX-License-Identifier: Apache-2.0
#include "core/net/content_decoder.hpp"

#include "core/net/http_message.hpp"

#include <algorithm>
#include <brotli/decode.h>
#include <limits>
#include <new>
#include <vector>
#include <zlib.h>

namespace loads::net {
namespace {

constexpr std::size_t most_codings = 4; // one over the other; more is an attack
constexpr int gzip_window = 15 + 16;    // zlib's way to say gzip
constexpr int zlib_window = 15;
constexpr int raw_window = -15;

bool is_known(std::string_view coding) {
  for (const std::string_view known : {"gzip", "x-gzip", "deflate", "br"})
    if (equal_ignoring_case(coding, known))
      return true;
  return false;
}

// In the order in which they were applied; false if one is not known.
bool split(std::string_view list, std::vector<std::string_view>& codings) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    std::string_view coding = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (!coding.empty() && (coding.front() == ' ' || coding.front() == '\t'))
      coding.remove_prefix(1);
    while (!coding.empty() && (coding.back() == ' ' || coding.back() == '\t'))
      coding.remove_suffix(1);
    if (coding.empty() || equal_ignoring_case(coding, "identity"))
      continue;
    if (!is_known(coding))
      return false;
    codings.push_back(coding);
  }
  return true;
}

// Room for the next output, so that at most one byte more than the limit is ever made.
std::size_t next_room(const ByteBuffer& out, std::uint64_t limit, std::size_t input) {
  const std::uint64_t left = limit - std::min<std::uint64_t>(limit, out.size()) + 1;
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(left, std::max<std::size_t>(4096, 2 * input + out.size())));
}

} // namespace

struct ContentDecoder::Zlib {
  z_stream stream{};
  Zlib() {
    if (::inflateInit2(&stream, gzip_window) != Z_OK)
      throw std::bad_alloc();
  }
  ~Zlib() { ::inflateEnd(&stream); }
};

ContentDecoder::ContentDecoder() = default;
ContentDecoder::~ContentDecoder() = default;

ContentDecoder::Result ContentDecoder::decode(std::string_view list, std::string_view body, ByteBuffer& out,
                                              std::uint64_t limit) {
  std::vector<std::string_view> codings;
  if (!split(list, codings) || codings.empty())
    return Result::as_it_was;
  if (codings.size() > most_codings)
    return Result::broken;
  ByteBuffer input;
  for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding) {
    if (coding != codings.rbegin()) {
      input.swap(out);
      body = input.view();
    }
    out.clear();
    if (const Result result = decode_one(*coding, body, out, limit); result != Result::decoded)
      return result;
  }
  return Result::decoded;
}

ContentDecoder::Result ContentDecoder::decode_one(std::string_view coding, std::string_view body,
                                                  ByteBuffer& out, std::uint64_t limit) {
  if (equal_ignoring_case(coding, "br"))
    return unbrotli(body, out, limit);
  if (!equal_ignoring_case(coding, "deflate"))
    return inflate(gzip_window, body, out, limit);
  // The name means zlib's format, but some servers send it without the wrapper.
  const Result wrapped = inflate(zlib_window, body, out, limit);
  if (wrapped != Result::broken)
    return wrapped;
  out.clear();
  return inflate(raw_window, body, out, limit);
}

ContentDecoder::Result ContentDecoder::inflate(int window_bits, std::string_view body, ByteBuffer& out,
                                               std::uint64_t limit) {
  if (!zlib_)
    zlib_ = std::make_unique<Zlib>();
  z_stream& stream = zlib_->stream;
  ::inflateReset2(&stream, window_bits);
  constexpr std::size_t most_at_once = std::numeric_limits<uInt>::max();
  for (;;) {
    const auto given = static_cast<uInt>(std::min(body.size(), most_at_once));
    const auto room = static_cast<uInt>(std::min(next_room(out, limit, body.size()), most_at_once));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream.avail_in = given;
    stream.next_out = reinterpret_cast<Bytef*>(out.prepare(room));
    stream.avail_out = room;
    const int result = ::inflate(&stream, Z_NO_FLUSH);
    const std::size_t used = given - stream.avail_in, made = room - stream.avail_out;
    body.remove_prefix(used);
    out.commit(made);
    if (out.size() > limit)
      return Result::too_large;
    if (result == Z_STREAM_END) {
      // A gzip file may go on with another member; anything else behind it is padding.
      if (window_bits != gzip_window || !body.starts_with("\x1f\x8b"))
        return Result::decoded;
      ::inflateReset2(&stream, window_bits);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      return Result::broken;
    } else if (used == 0 && made == 0) {
      return Result::broken; // it ends before its end
    }
  }
}

ContentDecoder::Result ContentDecoder::unbrotli(std::string_view body, ByteBuffer& out, std::uint64_t limit) {
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  if (!state)
    throw std::bad_alloc();
  auto left = body.size();
  const auto* next = reinterpret_cast<const std::uint8_t*>(body.data());
  for (;;) {
    const std::size_t room = next_room(out, limit, body.size());
    std::size_t free = room;
    auto* place = reinterpret_cast<std::uint8_t*>(out.prepare(room));
    const auto result = BrotliDecoderDecompressStream(state.get(), &left, &next, &free, &place, nullptr);
    out.commit(room - free);
    if (out.size() > limit)
      return Result::too_large;
    if (result == BROTLI_DECODER_RESULT_SUCCESS)
      return Result::decoded;
    if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT)
      return Result::broken;
  }
}

} // namespace loads::net
