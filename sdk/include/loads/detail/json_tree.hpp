// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace loads {

enum class JsonType : std::uint8_t { null, boolean, number, string, array, object };

} // namespace loads

namespace loads::detail {

// One value. What is inside an array or an object follows it at once, up to `end`.
struct JsonNode {
  JsonType type = JsonType::null;
  bool truth = false;       // of a boolean
  std::uint32_t parent = 0; // the first node is its own
  std::uint32_t end = 0;
  std::uint32_t count = 0; // elements or members
  std::uint32_t key_at = 0, key_size = 0;
  std::uint32_t text_at = 0, text_size = 0; // of a string; of a number as it was written
};

// A JSON text, read. `origin` says where it came from, for messages; may be empty.
struct JsonTree {
  std::vector<JsonNode> nodes;
  std::string texts;
  std::string origin;
  std::uint32_t owners = 0; // see JsonPointer
};

// One of the owners of a tree, on any thread. Spares each suite to compile <memory>.
class JsonPointer {
public:
  explicit JsonPointer(JsonTree* tree) : tree_(tree) {
    __atomic_add_fetch(&tree_->owners, 1, __ATOMIC_RELAXED);
  }
  JsonPointer(const JsonPointer& other) : JsonPointer(other.tree_) {}
  JsonPointer& operator=(const JsonPointer& other) {
    JsonPointer copy(other);
    std::swap(tree_, copy.tree_);
    return *this;
  }
  ~JsonPointer() {
    if (__atomic_sub_fetch(&tree_->owners, 1, __ATOMIC_ACQ_REL) == 0)
      delete tree_;
  }
  JsonTree* operator->() const { return tree_; }
  JsonTree& operator*() const { return *tree_; }

private:
  JsonTree* tree_;
};

} // namespace loads::detail
